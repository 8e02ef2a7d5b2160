using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about variables of containers.</summary>
internal static class EnvironmentRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4512", Severity.Warning, "One variable twice", "the last one wins without a word, and a server-side apply refuses the object.", "Keep one of them.", FindDoubles),
        new("NS4513", Severity.Warning, "A secret in plain text", "whoever may read the manifest or the pod has it, and it stays in the history of the repository.", "Put it in a Secret, and mount that as a file or refer to it with secretKeyRef.", FindLiterals),
    ];

    /// <summary>What names of secrets end in, letters alone.</summary>
    private static readonly ImmutableArray<string> SecretWords =
        ["PASSWORD", "PASSWD", "PASSPHRASE", "TOKEN", "SECRET", "APIKEY", "ACCESSKEY", "SECRETKEY", "PRIVATEKEY", "CONNECTIONSTRING", "CREDENTIALS"];

    /// <summary>What stands before a password in connection strings.</summary>
    private static readonly ImmutableArray<string> PasswordKeys = ["password=", "pwd=", "accountkey=", "sharedaccesskey="];

    private static IEnumerable<ObjectHit> FindDoubles(ObjectSet objects) =>
        from pod in objects.Pods
        from container in pod.Containers
        from same in container.Map.MapsAt("env").GroupBy(e => e.TextAt("name") ?? "", StringComparer.Ordinal)
        from later in same.Skip(1)
        where same.Key.Length > 0
        select new ObjectHit(pod.Owner, later.NearestTo("name"), $"{container.Subject} has the variable {Shown.Text(same.Key)} twice");

    private static IEnumerable<ObjectHit> FindLiterals(ObjectSet objects) =>
        from pod in objects.Pods
        from container in pod.Containers
        from variable in container.Map.MapsAt("env")
        let name = variable.TextAt("name") ?? ""
        let value = variable.TextAt("value") ?? ""
        where IsSecret(name, value) || HoldsPassword(value)
        select new ObjectHit(pod.Owner, variable.NearestTo("value"), $"{container.Subject} has the variable {Shown.Text(name)} with a secret as its value");

    /// <summary>By its name; paths, references and switches are none.</summary>
    private static bool IsSecret(string name, string value)
    {
        if (value.Length == 0 || value.StartsWith('/') || value.Contains("$(", StringComparison.Ordinal) || value is "true" or "false") return false;
        var letters = string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        // A number of tokens is none.
        return SecretWords.Any(w => letters.EndsWith(w, StringComparison.Ordinal)) && !(letters.EndsWith("TOKEN", StringComparison.Ordinal) && value.All(char.IsAsciiDigit));
    }

    /// <summary>A connection string with a password, or an address with one: <c>scheme://user:password@host</c>.</summary>
    private static bool HoldsPassword(string value)
    {
        foreach (var key in PasswordKeys)
        {
            if (value.IndexOf(key, StringComparison.OrdinalIgnoreCase) is var at and >= 0 && IsLiteral(value.AsSpan(at + key.Length))) return true;
        }

        var scheme = value.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0) return false;
        var authority = value.AsSpan(scheme + 3);
        if (authority.IndexOf('/') is var slash and >= 0) authority = authority[..slash];
        var user = authority[..Math.Max(0, authority.LastIndexOf('@'))];
        return user.IndexOf(':') is var colon and >= 0 && IsLiteral(user[(colon + 1)..]);
    }

    private static bool IsLiteral(ReadOnlySpan<char> password) => password.Length > 0 && password[0] is not ('$' or '{' or '<' or ';' or '&' or ' ');
}
