using System.Text;

namespace NetScaffold.Yaml;

/// <summary>Prints a tree as block YAML: maps and lists one line an entry, lists not indented below their key.</summary>
public static class YamlPrinter
{
    /// <summary>Prints a map or list; ends with a newline.</summary>
    /// <param name="node">The tree. Plain scalars are printed as written, quoted ones as text.</param>
    /// <param name="indent">Column of the first level.</param>
    public static string Print(YamlNode node, int indent = 0)
    {
        var text = new StringBuilder();
        Write(text, node, indent);
        return text.ToString();
    }

    private static void Write(StringBuilder text, YamlNode node, int indent)
    {
        switch (node)
        {
            case YamlMap map:
                foreach (var entry in map.Entries) WriteEntry(text.Append(' ', indent), entry, indent);
                break;
            case YamlSequence sequence:
                foreach (var item in sequence.Items) WriteItem(text, item, indent);
                break;
            case YamlScalar scalar:
                text.Append(' ', indent).Append(Scalar(scalar)).Append('\n');
                break;
        }
    }

    private static void WriteEntry(StringBuilder text, YamlEntry entry, int indent)
    {
        text.Append(YamlText.Scalar(entry.Key.Text)).Append(':');
        switch (entry.Value)
        {
            case YamlScalar scalar:
                text.Append(' ').Append(Scalar(scalar)).Append('\n');
                break;
            case YamlMap { Entries.Length: 0 }:
                text.Append(" {}\n");
                break;
            case YamlSequence { Items.Length: 0 }:
                text.Append(" []\n");
                break;
            default:
                text.Append('\n');
                Write(text, entry.Value, entry.Value is YamlMap ? indent + 2 : indent);
                break;
        }
    }

    private static void WriteItem(StringBuilder text, YamlNode item, int indent)
    {
        text.Append(' ', indent).Append("- ");
        switch (item)
        {
            case YamlScalar scalar:
                text.Append(Scalar(scalar)).Append('\n');
                break;
            case YamlMap { Entries.Length: > 0 } map:
                WriteEntry(text, map.Entries[0], indent + 2);
                foreach (var entry in map.Entries.Skip(1)) WriteEntry(text.Append(' ', indent + 2), entry, indent + 2);
                break;
            case YamlSequence { Items.Length: > 0 }:
                text.Append('\n');
                Write(text, item, indent + 2);
                break;
            default:
                text.Append(item is YamlMap ? "{}\n" : "[]\n");
                break;
        }
    }

    /// <summary>A plain scalar keeps its type: numbers, booleans and nothing stay plain, everything else is text and quoted where it must be.</summary>
    private static string Scalar(YamlScalar scalar)
    {
        if (!scalar.IsPlain) return YamlText.Quoted(scalar.Text);
        if (scalar.IsNull) return "null";
        return scalar.TryInteger(out _) || scalar.TryBoolean(out _) ? scalar.Text : YamlText.Scalar(scalar.Text);
    }
}
