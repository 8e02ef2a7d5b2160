# Completion of netscaffold for fish. For this shell, or in ~/.config/fish/completions/netscaffold.fish for all:
#   netscaffold completion fish | source

function __netscaffold_complete
    set -l lines (netscaffold complete -- (commandline -cp | string collect) 2>/dev/null)
    switch "$lines[1]"
        case files
            __fish_complete_path (commandline -ct)
        case folders
            __fish_complete_directories (commandline -ct) ''
        case '*'
            test (count $lines) -gt 1; and printf '%s\n' $lines[2..]
    end
end

complete -c netscaffold -f -a '(__netscaffold_complete)'
