using System.Globalization;

namespace NetScaffold.Answers;

/// <summary>Where traces are sent: a Service that takes OTLP over gRPC.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name, which its pods carry in the label <c>app.kubernetes.io/name</c>.</param>
/// <param name="Port">1–65535, of the Service and of its pods.</param>
public sealed record CollectorAnswer(string Namespace, string Name, int Port)
{
    /// <summary>Its name in the cluster's DNS.</summary>
    public string Host => $"{Name}.{Namespace}.svc.cluster.local";

    /// <summary>Reads NAMESPACE/NAME:PORT; null for any other text.</summary>
    public static CollectorAnswer? Parse(string text)
    {
        if (text.Split('/') is not [var ns, var rest] || rest.Split(':') is not [var name, var digits]) return null;
        // Names of Services have the grammar of our namespaces.
        return TextType.Namespace.Fits(ns) && TextType.Namespace.Fits(name) && TextType.IsPortNumber(digits) ? new CollectorAnswer(ns, name, int.Parse(digits, CultureInfo.InvariantCulture)) : null;
    }
}
