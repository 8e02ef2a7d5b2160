# Completion of netscaffold for bash. For this shell, or in ~/.bashrc for all:
#   eval "$(netscaffold completion bash)"

_netscaffold() {
    local line=${COMP_LINE:0:COMP_POINT} word=$2 typed rest kind text help
    COMPREPLY=()
    {
        IFS= read -r kind
        case $kind in
            files) while IFS= read -r text; do COMPREPLY+=("$text"); done < <(compgen -f -- "$word") ;;
            folders) while IFS= read -r text; do COMPREPLY+=("$text"); done < <(compgen -d -- "$word") ;;
            *) while IFS=$'\t' read -r text help; do COMPREPLY+=("$text"); done ;;
        esac
    } < <("${1/#\~/$HOME}" complete -- "$line" 2>/dev/null)
    if [[ $kind != words ]]; then
        type compopt &>/dev/null && compopt -o filenames
        return
    fi

    # A word that goes on gets no space behind it.
    if [[ ${#COMPREPLY[@]} -gt 0 && ${COMPREPLY[0]} == *[=:] ]]; then
        type compopt &>/dev/null && compopt -o nospace
    fi

    # Bash ends words at = and : too, and replaces only what stands behind the last one.
    typed=${line##*[[:space:]]}
    rest=$typed
    [[ $COMP_WORDBREAKS == *=* ]] && rest=${rest##*=}
    [[ $COMP_WORDBREAKS == *:* ]] && rest=${rest##*:}
    typed=${typed%"$rest"}
    COMPREPLY=("${COMPREPLY[@]#"$typed"}")
}

complete -F _netscaffold netscaffold
