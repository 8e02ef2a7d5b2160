using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NetScaffold.Bundles;
using NetScaffold.Rendering;
using NetScaffold.TemplatePack;

namespace NetScaffold.Tests.TemplatePack;

/// <summary>
/// Does with a compiled template what the engine of <c>dotnet new</c> does, as far as the template uses it. Thousands of combinations
/// are too many for the real one; <see cref="DotnetNewTests"/> holds the two together.
/// </summary>
internal sealed partial class EngineSimulation
{
    private readonly Dictionary<string, string> _files;

    private readonly JsonElement _template;

    private readonly JsonElement _flags;

    public EngineSimulation(RenderedBundle compiled)
    {
        _template = JsonDocument.Parse(compiled.Files.Single(f => f.Path.EndsWith("/template.json", StringComparison.Ordinal)).Text).RootElement;
        _flags = JsonDocument.Parse(compiled.Files.Single(f => f.Path.EndsWith("/dotnetcli.host.json", StringComparison.Ordinal)).Text).RootElement.GetProperty("symbolInfo");
        _files = compiled.Files.Where(f => f.Path.StartsWith(PackCompiler.ContentFolder, StringComparison.Ordinal)).ToDictionary(f => f.Path[(PackCompiler.ContentFolder.Length + 1)..], f => f.Text, StringComparer.Ordinal);
    }

    /// <summary>The files that are written; null with the texts of the refusals when none is.</summary>
    public IReadOnlyDictionary<string, string>? Run(PackCase run, out string[] refusals)
    {
        var symbols = new Symbols(_template, run, _flags);
        refusals = [.. _template.GetProperty("postActions").EnumerateArray().Where(a => symbols.Holds(a.GetProperty("condition").GetString()!)).Select(a => a.GetProperty("description").GetString()!)];
        var source = _template.GetProperty("sources")[0];
        if (!symbols.Holds(source.GetProperty("condition").GetString()!)) return null;

        var excluded = source.GetProperty("modifiers").EnumerateArray().Where(m => symbols.Holds(m.GetProperty("condition").GetString()!))
            .SelectMany(m => m.GetProperty("exclude").EnumerateArray().Select(e => e.GetString()!)).ToHashSet(StringComparer.Ordinal);
        var replacements = symbols.Replacements().OrderByDescending(r => r.Key.Length).ToList();
        return _files.Where(f => !excluded.Contains(f.Key)).ToDictionary(f => f.Key, f => Replace(Directives.Evaluate(Directives.MarkLines(f.Value), symbols.Holds), replacements), StringComparer.Ordinal);
    }

    /// <summary>The longest match wins, and what was put in is not searched again.</summary>
    private static string Replace(string text, List<KeyValuePair<string, string>> replacements)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            if (replacements.Find(r => string.CompareOrdinal(text, i, r.Key, 0, r.Key.Length) == 0) is { Key: { } key } match)
            {
                result.Append(match.Value);
                i += key.Length;
            }
            else
            {
                result.Append(text[i++]);
            }
        }

        return result.ToString();
    }

    private sealed partial class Symbols(JsonElement template, PackCase run, JsonElement flags)
    {
        private readonly JsonElement _symbols = template.GetProperty("symbols");

        public bool Holds(string condition)
        {
            var tokens = new Queue<string>(Tokens().Matches(condition).Select(m => m.Value));
            var holds = Or(tokens);
            return tokens.Count == 0 ? holds : throw new FormatException($"{condition}: '{tokens.Peek()}' is left over");
        }

        public IEnumerable<KeyValuePair<string, string>> Replacements() =>
            _symbols.EnumerateObject().Where(s => s.Value.TryGetProperty("replaces", out _)).Select(s => KeyValuePair.Create(s.Value.GetProperty("replaces").GetString()!, Text(s.Name) ?? ""))
                .Prepend(KeyValuePair.Create(template.GetProperty("sourceName").GetString()!, run.Name));

        private bool Or(Queue<string> tokens)
        {
            var holds = And(tokens);
            while (tokens.TryPeek(out var next) && next == "||") holds |= Next(tokens, And);
            return holds;
        }

        private bool And(Queue<string> tokens)
        {
            var holds = Not(tokens);
            while (tokens.TryPeek(out var next) && next == "&&") holds &= Next(tokens, Not);
            return holds;
        }

        private static bool Next(Queue<string> tokens, Func<Queue<string>, bool> part)
        {
            tokens.Dequeue();
            return part(tokens);
        }

        private bool Not(Queue<string> tokens)
        {
            var token = tokens.Dequeue();
            if (token == "!") return !Not(tokens);
            if (token == "(")
            {
                var inner = Or(tokens);
                return tokens.Dequeue() == ")" ? inner : throw new FormatException("a parenthesis is not closed");
            }

            if (!tokens.TryPeek(out var sign) || sign is not ("==" or "!=")) return token == "true" || (token != "false" && Text(token) == "true");
            tokens.Dequeue();
            return string.Equals(Text(token) ?? "false", tokens.Dequeue().Trim('"'), StringComparison.OrdinalIgnoreCase) == (sign == "==");
        }

        private string? Text(string name)
        {
            if (name == "name") return run.Name;
            var symbol = _symbols.GetProperty(name);
            var parameters = symbol.TryGetProperty("parameters", out var p) ? p : default;
            return symbol.GetProperty("type").GetString() switch
            {
                "parameter" => Answer(name, symbol),
                "computed" => Holds(symbol.GetProperty("value").GetString()!) ? "true" : "false",
                _ => symbol.GetProperty("generator").GetString() switch
                {
                    "regexMatch" => Regex.IsMatch(Text(parameters.GetProperty("source").GetString()!) ?? "", parameters.GetProperty("pattern").GetString()!) ? "true" : "false",
                    "coalesce" => Text(parameters.GetProperty("sourceVariableName").GetString()!) is { Length: > 0 } text ? text : Text(parameters.GetProperty("fallbackVariableName").GetString()!),
                    var other => throw new NotSupportedException(other),
                },
            };
        }

        private string? Answer(string name, JsonElement symbol)
        {
            var flag = "--" + flags.GetProperty(name).GetProperty("longName").GetString();
            if (run.Answers.LastOrDefault(a => a.Question.Flag == flag) is { Value: { } given }) return given;
            return symbol.TryGetProperty("defaultValue", out var value) ? value.GetString() : null;
        }

        [GeneratedRegex("\"[^\"]*\"|[A-Za-z][A-Za-z0-9]*|&&|\\|\\||==|!=|[!()]|\\S")]
        private static partial Regex Tokens();
    }
}
