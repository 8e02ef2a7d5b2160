using System.Collections.Immutable;

namespace NetScaffold.Answers;

/// <summary>A service for DNS zones in which cert-manager writes the records that Let's Encrypt asks for.</summary>
/// <remarks>What cert-manager 1.21 documents about each, as of 2026-08.</remarks>
/// <param name="Name">The choice of <c>tls.dnsProvider</c>.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Keys">Keys of the Secret with the credentials.</param>
/// <param name="Credentials">What the credentials are and what they must allow, in a sentence.</param>
public sealed record DnsProvider(string Name, string Title, ImmutableArray<string> Keys, string Credentials)
{
    /// <summary>All of them, in the order of the question.</summary>
    public static ImmutableArray<DnsProvider> All { get; } =
    [
        new("cloudflare", "Cloudflare", ["api-token"],
            "An API token with the permissions Zone - DNS - Edit and Zone - Zone - Read for the zone; no global API key."),
        new("route53", "Amazon Route 53", ["access-key-id", "secret-access-key"],
            "The access key of an IAM user that may call route53:ListHostedZonesByName, and route53:ChangeResourceRecordSets and route53:ListResourceRecordSets on the zone, and route53:GetChange."),
        new("azuredns", "Azure DNS", ["client-secret"],
            "The secret of the service principal, which needs the role DNS Zone Contributor on the zone."),
        new("clouddns", "Google Cloud DNS", ["key.json"],
            "The key of a service account with the role roles/dns.admin in the project."),
    ];

    /// <summary>The one that is chosen.</summary>
    public static DnsProvider Of(AnswerSet answers) => All.First(p => p.Name == answers.Chosen(Questions.TlsDnsProvider)[0]);
}

/// <summary>Where the zone is, as far as its provider has to be told; null for what is not asked.</summary>
/// <param name="Project">Google Cloud project.</param>
/// <param name="Subscription">Azure subscription.</param>
/// <param name="ResourceGroup">Azure resource group.</param>
/// <param name="Tenant">Azure tenant of the service principal.</param>
/// <param name="Client">Client id of the service principal.</param>
public sealed record DnsZoneAnswers(string? Project, string? Subscription, string? ResourceGroup, string? Tenant, string? Client)
{
    /// <summary>Reads them.</summary>
    internal static DnsZoneAnswers Read(TreeReader reader) => new(
        reader.Text(Questions.TlsDnsProject.Path),
        reader.Text(Questions.TlsDnsSubscription.Path),
        reader.Text(Questions.TlsDnsResourceGroup.Path),
        reader.Text(Questions.TlsDnsTenant.Path),
        reader.Text(Questions.TlsDnsClient.Path));
}
