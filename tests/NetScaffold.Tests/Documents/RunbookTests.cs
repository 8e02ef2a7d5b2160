using System.Collections.Immutable;
using System.Text.RegularExpressions;
using NetScaffold.Tests.Invariants;
using NetScaffold.Tests.Support;
using Xunit;

namespace NetScaffold.Tests.Documents;

/// <summary>Every command of a bundle's README names files, releases, namespaces and resources that exist: in the bundle, or brought by a release that the commands before it install.</summary>
public sealed partial class RunbookTests
{
    private static readonly string[] Headings =
    [
        "Before you start", "Addresses", "Create the cluster", "Install with Helm", "Install with Kustomize", "Set up DNS", "Verify", "Prove the policies", "Try the calls", "Mesh", "Policies of the whole cluster", "Change an answer", "Your own image", "Canaries", "Leave ingress-nginx", "Upgrade", "Remove", "Flows", "Traces", "Alerts", "Trouble",
        "Decisions and findings",
    ];

    private static readonly string[] Programs = ["/agnhost", "address=$(kubectl", "aws", "az", "case", "curl", "dig", "echo", "export", "gcloud", "helm", "helmfile", "kind", "kubectl", "less", "netscaffold", "pod=$(kubectl", "ss", "sudo", "try", "try()", "}"];

    [Theory]
    [MemberData(nameof(Combinations.AllNames), MemberType = typeof(Combinations))]
    public void Readme_OfACombination_HasTheHeadingsInOrder(string name)
    {
        if (Rendered.Try(Combinations.Get(name).Answers).Value is not { } result) return;
        var headings = Heading().Matches(result.FileText("README.md")).Select(m => m.Groups["text"].Value).ToList();

        Assert.Equal(Headings.Where(headings.Contains), headings);
        Assert.Subset(headings.ToHashSet(), Headings.Except(["Addresses", "Install with Helm", "Install with Kustomize", "Set up DNS", "Prove the policies", "Try the calls", "Mesh", "Policies of the whole cluster", "Your own image", "Canaries", "Leave ingress-nginx", "Traces", "Alerts"]).ToHashSet());
        Assert.Equal(result.Plan.Decisions["clusterLayer"], headings.Contains("Addresses"));
        Assert.Equal(result.Plan.Decisions["dnsSteps"], headings.Contains("Set up DNS"));
        Assert.Equal(result.Plan.Decisions["appLayer"] && result.Plan.Decisions["hasEdge"] && result.Answers.Services.Any(s => s.Canary is not null), headings.Contains("Canaries"));
        Assert.Equal(result.Plan.Decisions["ingressNginx"] && result.Plan.Decisions["appLayer"], headings.Contains("Leave ingress-nginx"));
        Assert.Equal(result.Plan.Decisions["appLayer"] && result.Plan.HasPolicyTests && result.Plan.Decisions["policies"], headings.Contains("Prove the policies"));
        Assert.Equal(result.Plan.Decisions["appLayer"] && result.Plan.HasPolicyTests && !result.Plan.Decisions["policies"], headings.Contains("Try the calls"));
        Assert.Equal(result.Plan.Decisions["mesh"] && result.Plan.Decisions["appLayer"] && result.Answers.Services.Any(s => s.Kind != NetScaffold.Answers.ServiceKind.External), headings.Contains("Mesh"));
        Assert.Equal(result.Plan.Decisions["clusterPolicies"], headings.Contains("Policies of the whole cluster"));
        Assert.Equal(result.Plan.Decisions["traces"], headings.Contains("Traces"));
        Assert.Equal(result.Plan.Decisions["appAlerts"] || result.Plan.Decisions["monitoringRelease"], headings.Contains("Alerts"));
        Assert.Equal(result.Plan.Decisions["helmForm"], headings.Contains("Install with Helm"));
        Assert.Equal(result.Plan.Decisions["kustomizeForm"], headings.Contains("Install with Kustomize"));
    }

    [Theory]
    [MemberData(nameof(Combinations.AllNames), MemberType = typeof(Combinations))]
    public void Commands_OfACombination_NameWhatIsThere(string name)
    {
        if (Rendered.Try(Combinations.Get(name).Answers).Value is not { } result) return;
        var commands = Commands(result.FileText("README.md"));
        var bundle = new Bundle(result);

        Assert.True(commands.Length > 5, $"{commands.Length} commands");
        Assert.All(commands, c => Assert.Contains(c.Split(' ')[0], Programs));
        Assert.Empty(commands.SelectMany(bundle.Mistakes));
    }

    [Fact]
    public void Commands_OfTheDefaults_RunInTheRightOrder()
    {
        var readme = Rendered.Of("name: shop\nbundle: both\n").FileText("README.md");
        foreach (var form in new[] { "Install with Helm", "Install with Kustomize" })
        {
            var steps = Commands(Section(readme, form)).ToList();
            int At(string words) => steps.FindIndex(s => s.Contains(words, StringComparison.Ordinal)) is >= 0 and var at ? at : throw new InvalidOperationException($"{form}: no {words}");
            string[] order = form == "Install with Helm"
                ? ["helm/cluster", "secret generic database", "gateway-crds-helm", "charts/cilium", "jetstack", "envoyproxy/gateway-helm", "show crds", "install kube-prometheus-stack", "helm/platform", "helm/app"]
                : ["kustomize/cluster", "secret generic database", "upstream/gateway-api-crds", "upstream/cilium", "upstream/cert-manager", "upstream/gateway-helm", "show crds", "upstream/kube-prometheus-stack", "kustomize/platform", "overlays/prod"];

            Assert.Equal(order.Select(At).Order(), order.Select(At));
        }
    }

    /// <summary>The check itself.</summary>
    [Theory]
    [InlineData("helm upgrade --install shop helm/ap --namespace shop", "helm/ap")]
    [InlineData("helm test shpo --namespace shop --logs", "shpo")]
    [InlineData("kubectl apply --kustomize kustomize/app/overlays/dev/tests", "kustomize/app/overlays/dev/tests")]
    [InlineData("kubectl get pods --namespace shpo", "shpo")]
    [InlineData("kubectl get certificate shop --namespace shop", "shop")]
    [InlineData("kubectl apply --kustomize kustomize/app/overlays/test", "kustomize/app/overlays/test")]
    [InlineData("helm uninstall cilim --namespace kube-system", "cilim")]
    [InlineData("try frontend database:5433", "database:5433")]
    [InlineData("kubectl get endpointslices --namespace shop --selector kubernetes.io/service-name=back", "back")]
    [InlineData("kubectl exec --namespace shop deployment/shop-debug -- /agnhost connect --timeout=3s backend:8080", "deployment/shop-debug")]
    [InlineData("/agnhost connect --timeout=3s backend:80", "backend:80")]
    [InlineData("kubectl exec --namespace kube-system daemonset/cilum -- hubble observe --namespace shop --verdict DROPPED", "daemonset/cilum")]
    [InlineData("kubectl exec --namespace kube-system daemonset/cilium -- hubble observe --namespace shop --verdict DENIED", "DENIED")]
    public void Command_WithAMistake_IsFound(string command, string mistake) =>
        Assert.Contains(new Bundle(Rendered.Of("name: shop\nbundle: both\n")).Mistakes(command), m => m.EndsWith($" {mistake}", StringComparison.Ordinal));

    /// <summary>Lines of shell blocks, continued ones joined; and whole commands in the table of troubles.</summary>
    private static ImmutableArray<string> Commands(string markdown) =>
    [
        .. ShellBlock().Matches(markdown).SelectMany(m => m.Groups["text"].Value.Replace("\\\n", "", StringComparison.Ordinal).Split('\n')).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#'),
        .. InlineCommand().Matches(markdown).Select(m => m.Groups["text"].Value),
    ];

    private static string Section(string markdown, string heading)
    {
        var start = markdown.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        return markdown[start..markdown.IndexOf("\n## ", start + 4, StringComparison.Ordinal)];
    }

    /// <summary>What a command may name.</summary>
    private sealed class Bundle(ScaffoldResult result)
    {
        // What releases bring, as far as commands name it: kind and name, without a version.
        private static readonly string[] Brought = ["daemonset/calico-node", "daemonset/node-local-dns", "deployment/coredns", "deployment/metallb-controller", .. Planning.Releases.All.Select(r => r.Workload).OfType<string>(), .. Planning.Manifests.All.Select(m => m.Workload)];

        private static readonly string[] Kinds = ["gateway", "certificate", "certificates", "gatewayclass", "ingress", "pods", "namespaces", "secret", "services", "httproutes", "httproute", "events", "networkpolicies", "networkpolicies.projectcalico.org", "ciliumnetworkpolicies", "stagedkubernetesnetworkpolicies.projectcalico.org", "stagednetworkpolicies.projectcalico.org", "endpointslices", "challenges", "apiservice", "poddisruptionbudgets", "storageclass", "daemonsets", "nodes", "tigerastatus", "configmap", "ciliumloadbalancerippools", "servicel2statuses", "leases", "service", "virtualservices", "mutatingwebhookconfigurations", "scaledobjects", "serviceentries"];

        private static readonly string[] Verdicts = ["FORWARDED", "DROPPED", "ERROR", "AUDIT", "REDIRECTED", "TRACED", "TRANSLATED"];

        private readonly ScaffoldResult _result = result;

        private readonly HashSet<string> _paths = [.. result.Bundle.Files.SelectMany(f => Folders(f.Path)), "netscaffold.yaml", .. Planning.Manifests.All.Where(m => result.Plan.Decisions[m.Decision]).Select(m => m.Path)];

        private readonly HashSet<string> _namespaces = [.. result.Plan.Environments.Select(e => e.Namespace), "kube-system", "calico-system", result.Answers.Edge.ControllerNamespace, .. Installed(result).Select(r => r.Namespace(result.Answers)),
            .. result.Plan.Decisions["nodeTuning"] ? ["node-tuning"] : (string[])[]];

        private readonly HashSet<string> _releases =
            [result.Answers.Name, $"{result.Answers.Name}-cluster", $"{result.Answers.Name}-platform", .. Installed(result).Select(r => r.ReleaseName(result.Answers))];

        /// <summary>Its chart makes the class.</summary>
        private readonly string? _class = result.Plan.Decisions["nginxGatewayRelease"] || result.Plan.Decisions["traefikRelease"] ? $"gatewayclass/{result.Answers.Edge.GatewayClass}" : null;

        private readonly string[] _names = result.Plan.Decisions["appLayer"] || result.Plan.Decisions["platformLayer"]
            ? [.. result.Bundle.Files.Where(f => f.Path.EndsWith(".yaml", StringComparison.Ordinal)).SelectMany(f => ObjectName().Matches(f.Text).Select(m => $"{m.Groups["kind"].Value.ToLowerInvariant()}/{m.Groups["name"].Value}"))]
            : [];

        public IEnumerable<string> Mistakes(string command)
        {
            foreach (Match match in PathWord().Matches(command).Where(m => !_paths.Contains(m.Groups["path"].Value))) yield return $"{command}: there is no file {match.Groups["path"].Value}";
            // Azure has namespaces of its own.
            foreach (Match match in NamespaceFlag().Matches(command).Where(m => !command.StartsWith("az ", StringComparison.Ordinal)).Where(m => !_namespaces.Contains(m.Groups["name"].Value))) yield return $"{command}: there is no namespace {match.Groups["name"].Value}";
            foreach (Match match in ReleaseWord().Matches(command).Where(m => !_releases.Contains(m.Groups["name"].Value))) yield return $"{command}: there is no release {match.Groups["name"].Value}";
            foreach (Match match in ResourceWord().Matches(command).Where(m => !Brought.Contains(m.Groups["resource"].Value) && !_names.Contains(m.Groups["resource"].Value))) yield return $"{command}: nothing brings {match.Groups["resource"].Value}";
            foreach (Match match in GetWord().Matches(command))
            {
                var (kind, name) = (match.Groups["kind"].Value, match.Groups["name"].Value);
                if (!Kinds.Contains(kind)) yield return $"{command}: unknown kind {kind}";
                if (name.Length > 0 && kind is "gateway" or "service" or "certificate" or "gatewayclass" or "ingress" && !_names.Contains($"{kind}/{name}") && $"{kind}/{name}" != _class) yield return $"{command}: there is no {kind} {name}";
                if (name.Length > 0 && kind == "secret" && !_names.Any(n => n == $"certificate/{name}")) yield return $"{command}: nothing makes the Secret {name}";
            }

            foreach (Match match in VerdictFlag().Matches(command).Where(m => !Verdicts.Contains(m.Groups["word"].Value))) yield return $"{command}: there is no verdict {match.Groups["word"].Value}";
            foreach (Match match in EndpointsOf().Matches(command).Where(m => !_names.Contains($"service/{m.Groups["name"].Value}"))) yield return $"{command}: there is no Service {match.Groups["name"].Value}";
            foreach (Match match in ConnectWord().Matches(command).Where(m => !CanReach(m.Groups["to"].Value))) yield return $"{command}: there is no port {match.Groups["to"].Value}";
            if (command.StartsWith("try ", StringComparison.Ordinal) && command.Split(' ') is [_, var from, var to] && !CanTry(from, to)) yield return $"{command}: there is no port {to}";
        }

        private bool CanTry(string from, string to) => _result.Answers.Services.Any(s => s.Name == from) && CanReach(to);

        private bool CanReach(string to)
        {
            var (host, port) = (to.Split(':')[0], to.Split(':')[1]);
            return _result.Answers.Services.Any(s => s.Name == host && s.Ports.Any(p => $"{p.Port}" == port && p.Protocol == "TCP"));
        }

        private static IEnumerable<Planning.Release> Installed(ScaffoldResult result) => Planning.Releases.All.Where(r => result.Plan.Decisions[r.Decision]);

        private static IEnumerable<string> Folders(string path)
        {
            yield return path;
            for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1)) yield return path[..slash];
        }
    }

    [GeneratedRegex("^## (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^```sh\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex("`(?<text>(kubectl|helm|netscaffold) [^`]+)`")]
    private static partial Regex InlineCommand();

    [GeneratedRegex(@"(?<=\s)(?<path>(helm|kustomize|upstream|bootstrap)/[^\s|""]+)")]
    private static partial Regex PathWord();

    [GeneratedRegex(@"--namespace (?<name>\S+)")]
    private static partial Regex NamespaceFlag();

    [GeneratedRegex(@"helm (upgrade --install|uninstall|template|test) (?<name>\S+)")]
    private static partial Regex ReleaseWord();

    [GeneratedRegex(@"(?<=\s)(?<resource>(daemonset|deployment)/\S+)")]
    private static partial Regex ResourceWord();

    [GeneratedRegex(@"kubectl (get|describe) (?<kind>[a-z0-9]+)(?: (?<name>[a-z0-9][a-z0-9.-]*))?")]
    private static partial Regex GetWord();

    [GeneratedRegex(@"kubernetes\.io/service-name=(?<name>[a-z0-9-]+)")]
    private static partial Regex EndpointsOf();

    [GeneratedRegex(@"/agnhost connect --timeout=3s (?<to>[a-z0-9-]+:[0-9]+)")]
    private static partial Regex ConnectWord();

    [GeneratedRegex(@"--verdict (?<word>\S+)")]
    private static partial Regex VerdictFlag();

    [GeneratedRegex("^kind: (?<kind>\\S+)\nmetadata:\n  name: (?<name>\\S+)$", RegexOptions.Multiline)]
    private static partial Regex ObjectName();
}
