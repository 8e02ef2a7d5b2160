using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace NetScaffold.Tests.Support;

/// <summary>
/// Reads YAML as the Kubernetes API does, into maps, lists, strings, longs, doubles, booleans and nulls.
/// kubectl and helm decode manifests with sigs.k8s.io/yaml: its own go-yaml v2 first, then encoding/json.
/// Hence YAML 1.1 words (<c>no</c>, <c>on</c>, <c>y</c> are booleans), octal <c>0123</c>, and dates left as strings.
/// </summary>
public static partial class KubeYaml
{
    /// <summary>The documents of a stream; one of comments only gives null.</summary>
    /// <exception cref="YamlException">Not YAML, or a key twice in one map.</exception>
    public static ImmutableArray<object?> ParseStream(string text)
    {
        var documents = ImmutableArray.CreateBuilder<object?>();
        var parser = new Parser(new StringReader(text));
        parser.Consume<StreamStart>();
        while (parser.TryConsume<DocumentStart>(out _))
        {
            documents.Add(Value(parser, []));
            parser.Consume<DocumentEnd>();
        }

        return documents.ToImmutable();
    }

    public static object? Parse(string text) => ParseStream(text) switch
    {
        [] => null,
        [var only] => only,
        var many => throw new YamlException($"One document expected, {many.Length} found."),
    };

    // On parser events: YamlDotNet's tree of nodes, whose maps hash whole nodes, takes twice as long, and tests parse much.
    private static object? Value(IParser parser, Dictionary<AnchorName, object?> anchors)
    {
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return anchors.TryGetValue(alias.Value, out var named) ? named : throw new YamlException(alias.Start, alias.End, $"Nothing is named {alias.Value}.");

        var node = (NodeEvent)parser.Current!;
        var value = node switch
        {
            MappingStart => Map(parser, anchors),
            SequenceStart => List(parser, anchors),
            _ => Scalar(parser.Consume<Scalar>()),
        };
        if (!node.Anchor.IsEmpty)
            anchors[node.Anchor] = value;
        return value;
    }

    private static List<object?> List(IParser parser, Dictionary<AnchorName, object?> anchors)
    {
        var list = new List<object?>();
        parser.Consume<SequenceStart>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            list.Add(Value(parser, anchors));
        return list;
    }

    private static Dictionary<string, object?> Map(IParser parser, Dictionary<AnchorName, object?> anchors)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        parser.Consume<MappingStart>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var keyNode = parser.Consume<Scalar>();
            var key = Key(keyNode);
            if (!map.TryAdd(key, Value(parser, anchors)))
                throw new YamlException(keyNode.Start, keyNode.End, $"Duplicate key {key}.");
        }

        return map;
    }

    // JSON has string keys only: sigs.k8s.io/yaml turns `on:` into "true" and `80:` into "80", and refuses null.
    private static string Key(Scalar node) => Scalar(node) switch
    {
        "<<" when node.Style == ScalarStyle.Plain => throw new YamlException(node.Start, node.End, "Merge keys are not expected in manifests."),
        string text => text,
        bool value => value ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new YamlException(node.Start, node.End, "A key must not be null."),
    };

    private static object? Scalar(Scalar node)
    {
        if (node.Tag.IsEmpty || node.Tag.IsNonSpecific)
            return node.Style == ScalarStyle.Plain ? Plain(node.Value) : node.Value;
        return node.Tag.Value == "tag:yaml.org,2002:str"
            ? node.Value
            : throw new YamlException(node.Start, node.End, $"The tag {node.Tag} is not expected in manifests.");
    }

    // Follows resolve() in sigs.k8s.io/yaml/goyaml.v2/resolve.go, in its order.
    private static object? Plain(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON":
                return true;
            case "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF":
                return false;
            case ".nan" or ".NaN" or ".NAN" or ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" or "-.inf" or "-.Inf" or "-.INF":
                throw new YamlException($"{text} is a number that JSON cannot carry."); // encoding/json refuses it too
        }

        if (!IsNumberStart().IsMatch(text))
            return text;
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        return (Integer(digits), Float(digits)) switch
        {
            ({ } integer, _) when integer >= long.MinValue && integer <= long.MaxValue => (long)integer,
            ({ } integer, _) => (double)integer, // beyond 64 bits: nothing in Kubernetes is, a double does for reporting it
            (_, { } number) when double.IsInteger(number) && Math.Abs(number) < 1e15 => (long)number, // encoding/json writes 1.0 and 1e3 as 1 and 1000
            (_, { } number) => number,
            _ => text,
        };
    }

    // strconv.ParseInt with base 0.
    private static BigInteger? Integer(string digits)
    {
        var match = IntegerForm().Match(digits);
        if (!match.Success)
            return null;
        var (number, radix) = match.Groups switch
        {
            var g when g["hex"].Success => (g["hex"].Value, 16),
            var g when g["binary"].Success => (g["binary"].Value, 2),
            var g when g["octal"].Success => (g["octal"].Value, 8),
            var g => (g["decimal"].Value, 10),
        };
        var magnitude = number.Aggregate(BigInteger.Zero, (sum, digit) => sum * radix + Convert.ToInt32(digit.ToString(), 16));
        return digits[0] == '-' ? -magnitude : magnitude;
    }

    private static double? Float(string digits) =>
        FloatForm().IsMatch(digits) && double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture) is var value && double.IsFinite(value) ? value : null;

    [GeneratedRegex("^[-+.0-9]")]
    private static partial Regex IsNumberStart();

    [GeneratedRegex("^[-+]?(0[xX](?<hex>[0-9a-fA-F]+)|0[bB](?<binary>[01]+)|0[oO]?(?<octal>[0-7]+)|(?<decimal>0|[1-9][0-9]*))$")]
    private static partial Regex IntegerForm();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex FloatForm();
}
