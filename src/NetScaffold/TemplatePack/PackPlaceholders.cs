namespace NetScaffold.TemplatePack;

/// <summary>The words that stand in the compiled text for what <c>dotnet new</c> fills in. They occur nowhere else, and no word holds another.</summary>
/// <param name="Name">Also <c>sourceName</c>: its five spellings differ, or the engine would take the last one for all.</param>
/// <param name="Namespace">The application's namespace.</param>
/// <param name="Host">The main host name.</param>
/// <param name="Email">Address of the ACME account.</param>
/// <param name="IssuerName">Name of the existing issuer.</param>
/// <param name="Kubernetes">The Kubernetes version.</param>
/// <param name="PodSecurity">The Pod Security level.</param>
internal sealed record PackPlaceholders(string Name, string Namespace, string Host, string Email, string IssuerName, string Kubernetes, string PodSecurity)
{
    /// <summary>The words of the committed template.</summary>
    public static PackPlaceholders Committed { get; } = new("app-name.1", "app-namespace.1", "app-host.1", "app-email.1", "app-issuer.1", "app-kubernetes.1", "app-pod-security.1");

    /// <summary>Words of other letters, lengths and order: whatever looks at a text instead of placing it comes out differently.</summary>
    public static PackPlaceholders Other { get; } = new("zulu-application.27", "m.9", "9host-of-the-application.x-1", "quebec@mail.y-2", "b-i.3", "1.x-3.kilo", "a.lv-4");

    /// <summary>The words, in one order for all sets.</summary>
    public IReadOnlyList<string> Words => [Name, Namespace, Host, Email, IssuerName, Kubernetes, PodSecurity];
}
