using System.Collections.Immutable;
using CsCheck;
using NetScaffold.Answers;
using NetScaffold.Decisions;
using NetScaffold.Diagnostics;
using NetScaffold.Tests.Yaml;
using NetScaffold.Yaml;

namespace NetScaffold.Tests.Support;

/// <summary>
/// Answers of any shape that are valid: reading them gives no error, and no rule refuses them. The same seed gives the same answers on every machine.
/// Use <c>RandomAnswers.Seeds.Sample(seed => …RandomAnswers.Tree(seed)…)</c>: CsCheck then prints the seed that failed, and
/// <c>RandomAnswers.Text(seed)</c> shows its answers.
/// </summary>
internal static partial class RandomAnswers
{
    /// <summary>Any seed will do.</summary>
    public static readonly Gen<int> Seeds = Gen.Int[0, int.MaxValue];

    /// <summary>Answers for any seed; prefer <see cref="Seeds"/>, whose failures print as a number.</summary>
    public static readonly Gen<YamlMap> Trees = Seeds.Select(Tree);

    /// <summary>The answers of a seed as a file; its first line names the seed.</summary>
    public static string Text(int seed) => $"# RandomAnswers.Text({seed})\n{YamlPrinter.Print(new Draw(seed).Root())}";

    /// <summary>The answers of a seed, with positions in <see cref="Text"/>.</summary>
    public static YamlMap Tree(int seed) => (YamlMap)YamlReader.Read(new SourceText($"RandomAnswers.Text({seed})", Text(seed))).Value!;

    private sealed partial class Draw(int seed)
    {
        private static readonly SourceLocation Nowhere = new("random");

        private static readonly string[] Names = ["api", "web", "cart", "checkout", "payment", "mail", "ads", "search", "users", "orders", "e3", "x", "nan", "a-1-b", "catalogue-of-all-that-is-sold-here-today"];

        private static readonly string[] Texts = [.. NastyStrings.All.Where(TextType.Any.Fits)];

        private readonly Random _random = new(seed);
        private readonly HashSet<string> _exposed = [];
        private bool _hasFqdn;
        private bool _takesCalico;
        private bool _looksIntoRequests;
        private bool _hasEdge;
        private bool _limitsBodies = true;
        private bool _hasHttp2 = true;
        private bool _isIngress;
        private bool _isIngressNginx;
        private bool _isHaproxy;
        private bool _isIstioApi;
        private bool _waivesStaying;
        private bool _hasCustomMetrics;
        private string _families = "";
        private bool _isReserved;
        private string _host = "";
        private ImmutableArray<Service> _services = [];

        private sealed record Port(string? Name, int Number, int ContainerNumber, string Protocol, string? App)
        {
            public bool IsHttp => Protocol == "TCP" && App is "http" or "grpc" or "h2c";
        }

        private sealed record Service(string Name, string Kind, bool HasImage, ImmutableArray<Port> Ports, int Replicas)
        {
            public bool IsPostgres => Kind == "statefulset" && !HasImage && Ports[0].ContainerNumber == 5432;
        }

        public YamlMap Root()
        {
            _families = OneOf("none", "4", "6", "both");
            // Those that have IPv4 alone are not asked for more.
            var cni = _families is "6" or "both" ? OneOf("cilium", "cilium", "calico", "flannel", "existing", "existing") : OneOf("cilium", "cilium", "calico", "flannel", "canal", "weave", "existing", "existing");
            var policies = OneOf("default-deny", "default-deny", "ingress-only", "none");
            var hasFqdnQuestion = cni == "existing" && Chance(2);
            var takesCilium = cni == "cilium" || hasFqdnQuestion;
            var dialect = policies == "none" || Chance(2) ? "auto" : takesCilium ? OneOf("cilium", "cilium", "kubernetes") : cni == "calico" ? OneOf("calico", "calico", "kubernetes") : "kubernetes";
            var observes = policies != "none" && cni == "calico" && Chance(3);
            _takesCalico = cni == "existing" && !hasFqdnQuestion && policies != "none" && Chance(2);
            if (_takesCalico) dialect = OneOf("auto", "calico");
            _hasFqdn = takesCilium && dialect != "kubernetes";
            _looksIntoRequests = _hasFqdn && policies != "none";
            _hasEdge = !Chance(5);
            _isReserved = Chance(2);
            _host = _isReserved ? OneOf("shop.example.com", "shop.test", "a.b.internal") : OneOf("shop.acme-corp.com", "1e3.acme.io");
            _services = [.. Names.OrderBy(_ => _random.Next()).Take(_random.Next(1, 13)).Select(DrawService)];
            var gateway = Chance(4) ? OneOf("infra/shared", "1e3/no", "on/123", $"infra/{new string('g', 60)}.1e") : null;
            var hasServices = !Chance(12);
            if (!hasServices) _services = [];
            var layers = Chance(3) ? Plain(OneOf("all", "app", "cluster", "cluster,app", "platform,app", "cluster,platform,app")) : null;
            var cluster = Cluster(cni, policies, hasFqdnQuestion);
            var isCilium = Chance(2) && dialect is ("auto" or "cilium") && IsAccepted(cluster, layers, Map(("controller", Plain("cilium"))));
            var isNginx = !isCilium && Chance(3);
            var isTraefik = !isCilium && !isNginx && Chance(3);
            var isIstio = !isCilium && !isNginx && !isTraefik && Chance(3);
            _isIstioApi = isIstio && Chance(2) && IsAccepted(cluster, layers, Map(("api", Plain("istio"))));
            _isIngress = !isCilium && !isNginx && !isTraefik && !isIstio && gateway is null && Chance(3);
            _isIngressNginx = _isIngress && Chance(2);
            _isHaproxy = _isIngress && !_isIngressNginx && Chance(2);
            _limitsBodies = !isCilium && !isIstio && !_isHaproxy;
            _hasHttp2 = !isNginx && (!_isIngress || _isHaproxy);
            var provider = Provider(layers, cluster);
            var autoscaling = Chance(2) ? OneOf("resource", "none", "custom-metrics") : null;
            _hasCustomMetrics = autoscaling == "custom-metrics";
            var isInternal = _isReserved && provider is null && Chance(2) && IsAccepted(cluster, layers, Map(("loadBalancer", Plain("internal"))));
            var answers = Map(
                ("version", Chance(2) ? Plain("1") : null),
                ("name", Plain(OneOf("shop", "s", "web-shop", "e3"))),
                ("namespace", Chance(3) ? Plain(OneOf("shop-prod", "e3")) : null),
                ("bundle", Maybe("helm", "kustomize", "both")),
                ("layers", layers),
                ("environments", Chance(2) ? Environments(hasServices) : null),
                ("cluster", cluster),
                ("edge", Edge(gateway, provider, isCilium ? "cilium" : isNginx ? "nginx-gateway-fabric" : isTraefik ? "traefik" : isIstio ? "istio" : null, isInternal)),
                ("tls", Tls(gateway)),
                ("security", Map(("policies", Plain(policies)), ("policyDialect", dialect == "auto" && Chance(2) ? null : Plain(dialect)), ("enforcement", observes ? Plain("observe") : policies == "none" ? null : Maybe("enforce")), ("podSecurity", Maybe("restricted", "baseline", "privileged")))),
                ("scaling", Map(("autoscaling", autoscaling is null ? null : Plain(autoscaling)), ("disruptionBudget", Maybe("true", "false")))),
                ("observability", Map(("monitoring", _hasCustomMetrics ? Maybe("prometheus-operator") : Maybe("prometheus-operator", "none")), ("prometheusRelease", Maybe("prom", "e3")), ("prometheusNamespace", Maybe("monitoring", "prom")), ("tracing", _isHaproxy || isCilium ? null : Maybe("none", "otlp")), ("collector", Chance(2) ? Plain(OneOf("observability/otel-collector:4317", "e3-traces/jaeger:14317")) : null), ("debugPod", Maybe("true", "false")))),
                ("services", hasServices ? List(_services.Select(s => s.Kind == "external" ? External(s) : Running(s))) : null),
                ("waivers", Waivers()));
            answers = Chance(2) ? InMesh(answers) : answers;
            return Chance(2) ? Closed(answers, OneOf("default-deny", "default-deny", "default-deny", "none")) : answers;
        }

        /// <summary>The same answers in a mesh, where that is not refused.</summary>
        private YamlMap InMesh(YamlMap answers)
        {
            var kind = OneOf("none", "istio-ambient", "istio-sidecar");
            var meshed = new YamlMap([.. answers.Entries, .. Map(("mesh", Map(("kind", Plain(kind)), ("mtls", kind == "none" ? null : Maybe("strict", "strict", "permissive")), ("egressGateway", kind == "none" ? null : Maybe("true", "false"))))).Entries], answers.At);
            return AnswersReader.Read(meshed).TryGet(out var read) && RuleChecker.Check(read, null).All(d => d.Severity != Severity.Error) ? meshed : answers;
        }

        /// <summary>The same answers with policies of the whole cluster, where that is not refused.</summary>
        private static YamlMap Closed(YamlMap answers, string choice)
        {
            var closed = AnswersTree.Set(answers, "security.clusterPolicies", Plain(choice), out _);
            return AnswersReader.Read(closed).TryGet(out var read) && Questions.ClusterPolicies.AppliesWhen.Holds(read) && RuleChecker.Check(read, null).All(d => d.Severity != Severity.Error) ? closed : answers;
        }

        /// <summary>Drawn after the services, which may need one.</summary>
        private YamlSequence? Waivers()
        {
            string[] codes = [.. Chance(4) ? ["NS2060"] : Array.Empty<string>(), .. _waivesStaying ? ["NS2154"] : Array.Empty<string>()];
            return codes.Length == 0 ? null : List(codes.Select(code => (YamlNode)Map(("code", Plain(code)), ("reason", Quoted(OneOf([.. Texts.Where(TextType.Reason.Fits)]))), ("until", Chance(2) ? Plain("2099-12-31") : null))));
        }

        private YamlSequence Environments(bool hasServices)
        {
            string[] names = [.. new[] { "prod", "dev", "test", "e3", "stage-2" }.OrderBy(_ => _random.Next()).Take(_random.Next(1, 5))];
            var main = names.Contains("prod") ? "prod" : names[^1];
            return List(names.Select(name => name == main || Chance(3) ? Plain(name) : (YamlNode)Map(
                ("name", Plain(name)),
                ("namespace", Chance(2) ? Plain($"shop-{name}") : null),
                ("host", Chance(3) ? Plain($"{name}-own.{_host}") : null),
                ("set", hasServices ? Sets() : null))));
        }

        /// <summary>Values that fit whatever the base says: never more pods than it scales to, never more than it limits.</summary>
        private YamlMap Sets() => Map(
        [
            .. _services.Where(s => s.Kind != "external" && Chance(2)).SelectMany(s => new (string, YamlNode?)[]
            {
                ($"services.{s.Name}.replicas", Chance(2) ? Number(_random.Next(1, s.Replicas + 1)) : null),
                ($"services.{s.Name}.resources.cpu", Chance(3) ? Plain(OneOf("5m", "10m")) : null),
                ($"services.{s.Name}.resources.memory", Chance(3) ? Plain("16Mi") : null),
                ($"services.{s.Name}.image", s.HasImage && Chance(3) ? Plain("registry.example/other:2.0") : null),
            }),
        ]);

        private YamlScalar? Maybe(params string[] values) => Chance(2) ? Plain(OneOf(values)) : null;

        private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

        private T OneOf<T>(params T[] values) => values[_random.Next(values.Length)];

        private static YamlScalar Plain(string text) => new(text, IsPlain: text is "true" or "false" or "1", Nowhere);

        private static YamlScalar Quoted(string text) => new(text, IsPlain: false, Nowhere);

        private static YamlScalar Number(int number) => new(number.ToString(System.Globalization.CultureInfo.InvariantCulture), IsPlain: true, Nowhere);

        private static YamlSequence List(IEnumerable<YamlNode> items) => new([.. items], Nowhere);

        private static YamlSequence List(string[] items) => List(items.Select(Quoted));

        private static YamlMap Map(params ReadOnlySpan<(string Key, YamlNode? Value)> entries)
        {
            var list = ImmutableArray.CreateBuilder<YamlEntry>();
            foreach (var (key, value) in entries)
            {
                if (value is not null) list.Add(new YamlEntry(new YamlScalar(key, IsPlain: false, Nowhere), value));
            }

            return new YamlMap(list.ToImmutable(), Nowhere);
        }
    }
}
