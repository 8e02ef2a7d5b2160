using System.Globalization;
using System.Text;
using NetScaffold.Yaml;

namespace NetScaffold.Answers;

/// <summary>Prints <c>netscaffold.yaml</c>: what was answered as it was answered, texts in their normal form, every other question that applies as a comment with its default.</summary>
/// <remarks>Reading the result gives the same answers.</remarks>
public static class AnswersWriter
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "netscaffold.yaml";

    /// <summary>Prints the file.</summary>
    /// <param name="tree">The merged answers; the default services are written out where it has none.</param>
    /// <param name="answers">What the tree says, for which questions apply and what their defaults are.</param>
    public static string Print(YamlMap tree, AnswerSet answers)
    {
        tree = (YamlMap)NormalForm.Of(AnswersReader.WithServices(tree), Questions.Root);
        var text = new StringBuilder();
        text.Append($"# yaml-language-server: $schema=./{AnswersSchema.FileName}\n");
        text.Append($"# Answers of {answers.Name}. Change them, then run: netscaffold render\n");
        text.Append("# Lines that begin with # and a question show its default.\n");
        text.Append("version: 1\n");
        WriteSection(text, "", tree, answers);
        return text.ToString();
    }

    private static void WriteSection(StringBuilder text, string section, YamlMap tree, AnswerSet answers)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var question in Questions.All)
        {
            if (question.Section == section)
            {
                WriteQuestion(text, question, tree, answers);
                continue;
            }

            if (question.Section.Length <= section.Length || !question.Section.StartsWith(section, StringComparison.Ordinal)) continue;
            var key = question.Section[(section.Length == 0 ? 0 : section.Length + 1)..].Split('.')[0];
            if (!written.Add(key)) continue;
            var inner = section.Length == 0 ? key : $"{section}.{key}";
            var isGiven = AnswersTree.Find(tree, inner) is YamlMap { Entries.Length: > 0 };
            if (!isGiven && !Questions.All.Any(q => q.Section.StartsWith(inner, StringComparison.Ordinal) && q.AppliesWhen.Holds(answers))) continue;

            var part = new StringBuilder();
            part.Append(' ', Depth(inner) * 2).Append(key).Append(":\n");
            WriteSection(part, inner, tree, answers);
            if (section.Length == 0) text.Append('\n');
            text.Append(isGiven ? part.ToString() : Commented(part.ToString(), Depth(inner) * 2));
        }
    }

    private static void WriteQuestion(StringBuilder text, Question question, YamlMap tree, AnswerSet answers)
    {
        var indent = Depth(question.Path) * 2;
        var given = AnswersTree.Find(tree, question.Path);
        if (given is null && !question.AppliesWhen.Holds(answers)) return;
        if (question.Section.Length == 0) text.Append('\n');
        text.Append(' ', indent).Append("# ").Append(question.Help);
        if (question.Shape is ChoiceShape choices) text.Append(" [").Append(string.Join(" | ", choices.Choices.Select(c => c.Value))).Append(']');
        text.Append('\n');
        if (given is not null)
        {
            var entry = new YamlMap([new YamlEntry(new YamlScalar(question.Key, true, given.At), given)], given.At);
            text.Append(YamlPrinter.Print(entry, indent));
        }
        else
        {
            // Ready to be uncommented, alone or with its whole section; what has no default stays a comment.
            var value = DefaultOf(question, answers);
            var isInComment = question.Section.Length > 0 && AnswersTree.Find(tree, question.Section) is not YamlMap { Entries.Length: > 0 };
            text.Append(' ', indent).Append(isInComment && value.Length > 0 ? "" : "# ").Append(question.Key).Append(": ").Append(value.Length > 0 ? value : "(none)").Append('\n');
        }
    }

    /// <summary>A section of defaults, ready for the first sign of each line to be taken away.</summary>
    private static string Commented(string part, int indent)
    {
        var lines = part.TrimEnd('\n').Split('\n').Select(l => $"{new string(' ', indent)}# {l[indent..]}".TrimEnd());
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>The default as YAML, worked out where it follows from other answers; empty for none.</summary>
    internal static string DefaultOf(Question question, AnswerSet answers) => question.Path switch
    {
        "namespace" => answers.Namespace,
        "cluster.podCidr" => string.Join(", ", answers.Cluster.PodCidr),
        "cluster.serviceCidr" => string.Join(", ", answers.Cluster.ServiceCidr),
        "cluster.apiServer" => answers.Cluster.ApiServer?.ToString() ?? "",
        "edge.controllerNamespace" => answers.Edge.ControllerNamespace,
        "edge.gatewayClass" => answers.Edge.GatewayClass,
        "edge.rateLimit" => answers.Edge.RateLimit.ToString(CultureInfo.InvariantCulture),
        "tls.issuer" => answers.Chosen(question)[0],
        _ => question.Default ?? "",
    };

    private static int Depth(string path) => path.Count(c => c == '.');
}
