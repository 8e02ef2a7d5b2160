#compdef netscaffold
# Completion of netscaffold for zsh. For this shell, or in ~/.zshrc behind compinit for all:
#   eval "$(netscaffold completion zsh)"
# Or as a file named _netscaffold in a folder of $fpath.

_netscaffold() {
    local line="${(j: :)words[1,CURRENT-1]} $PREFIX" answer text help
    local -a lines ended open
    lines=("${(@f)$(${~words[1]} complete -- "$line" 2>/dev/null)}")
    case $lines[1] in
        files) _files; return ;;
        folders) _files -/; return ;;
    esac
    for answer in "${(@)lines[2,-1]}"; do
        text=${answer%%$'\t'*}
        help=${answer#*$'\t'}
        if [[ $text == *[=:] ]]; then
            open+=("${text//:/\\:}:$help")
        else
            ended+=("${text//:/\\:}:$help")
        fi
    done
    (( $#ended )) && _describe -t values value ended
    # A word that goes on gets no space behind it.
    (( $#open )) && _describe -t values value open -S ''
}

if [[ $funcstack[1] == _netscaffold ]]; then
    _netscaffold "$@"
else
    compdef _netscaffold netscaffold
fi
