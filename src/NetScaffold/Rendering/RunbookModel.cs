using NetScaffold.Answers;
using NetScaffold.Diagnostics;
using NetScaffold.Planning;
using Scriban.Runtime;

namespace NetScaffold.Rendering;

/// <summary>What only the bundle's README shows, under <c>book</c>: commands, hosts, choices and findings as text.</summary>
internal static class RunbookModel
{
    public static ScriptObject Of(ScaffoldPlan plan)
    {
        var answers = plan.Answers;
        var storing = plan.Decisions["appLayer"] ? answers.Services.Where(s => s.Storage is { Class.Length: 0 }).Select(s => s.Name).ToList() : [];
        if (plan.Decisions["monitoringRelease"]) storing.Add("Prometheus");
        var url = plan.Base.Services.SelectMany(s => s.Routes, (s, r) => (Route: r, Rule: r.Rules[0])).FirstOrDefault();
        var declared = Declared(answers);
        var undeclared = Undeclared(answers);
        var look = Look(plan);
        var secrets = SecretCommands(plan).ToList();
        var image = answers.Services.FirstOrDefault(s => s.Placeholder == Placeholder.Podinfo);
        return new ScriptObject
        {
            ["storesSomething"] = storing.Count > 0,
            ["storing"] = string.Join(", ", storing),
            ["installsCharts"] = Releases.All.Any(r => plan.Decisions[r.Decision]),
            ["installsSomething"] = Releases.All.Any(r => plan.Decisions[r.Decision]) || Manifests.All.Any(m => plan.Decisions[m.Decision]),
            ["removals"] = TemplateModel.Array(Releases.All.Reverse().Where(r => !r.IsDefinitions).Select(r => TemplateModel.Release(r, answers))),
            ["hasUrl"] = url.Route is not null,
            ["hasOtherEnds"] = !ClusterPolicies.OtherEnds(answers).IsEmpty,
            ["otherEnds"] = ClusterPolicyModel.OtherEnds(answers),
            ["urlHost"] = url.Route is null ? "" : plan.Base.Hosts.First(h => h.Id == url.Route.Host).Name.Replace("*", "any", StringComparison.Ordinal),
            ["urlRoute"] = url.Route?.Name ?? "",
            ["urlPath"] = url.Rule?.Path ?? "",
            ["dnsProvider"] = DnsProvider.Of(answers).Title,
            ["dnsCredentials"] = DnsProvider.Of(answers).Credentials,
            ["authorityNamespace"] = plan.Decisions["clusterAuthority"] ? Releases.CertManager.Namespace(answers) : plan.Base.Namespace,
            ["tryImage"] = Images.Agnhost,
            ["tryUser"] = Images.AgnhostUser,
            ["testMinutes"] = TestMinutes(plan),
            ["tests"] = TemplateModel.Array(plan.Environments.Where(e => e.IsBase || e.Namespace != plan.Base.Namespace).OrderBy(e => !e.IsBase).Select(e => new ScriptObject
            {
                ["where"] = e.IsBase ? "" : $", in {e.Name}",
                ["namespace"] = e.Namespace,
                ["folder"] = e.IsBase ? KustomizeForm.TestsFolder : KustomizeForm.TestsFolderOf(e),
            })),
            ["triesSome"] = PolicyTests.TriesSome(answers),
            ["pairsTried"] = plan.PolicyTests.Sum(t => t.Closed.Length),
            ["canTry"] = undeclared is not null,
            ["hasDeclaredCall"] = declared is not null,
            ["declaredFrom"] = declared?.From ?? "",
            ["declaredTo"] = declared?.To ?? "",
            ["undeclaredFrom"] = undeclared?.From ?? "",
            ["undeclaredTo"] = undeclared?.To ?? "",
            ["lookFrom"] = look.From,
            ["looksAtService"] = look.To is not null,
            ["lookHost"] = look.To?.Service ?? "",
            ["lookTo"] = look.To is null ? "" : $"{look.To.Service}:{look.To.Port}",
            ["hasImage"] = image is not null,
            ["imageService"] = image?.Name ?? "",
            ["hasSecrets"] = secrets.Count > 0,
            ["secrets"] = TemplateModel.Array(secrets.Select(c => new ScriptObject { ["command"] = c })),
            ["hasFindings"] = plan.Findings.Length > 0,
            ["findings"] = TemplateModel.Array(plan.Findings.Select(Finding)),
            ["choices"] = TemplateModel.Array(Choices(answers)),
            ["others"] = TemplateModel.Array(plan.Environments.Where(e => !e.IsBase).Select(e => new ScriptObject
            {
                ["name"] = e.Name,
                ["namespace"] = e.Namespace,
                ["isBeside"] = e.Namespace != plan.Base.Namespace,
                ["place"] = e.Namespace == plan.Base.Namespace
                    ? "in a cluster of its own, after the same steps there"
                    : $"beside it in the namespace {e.Namespace}, which needs the same Secrets",
            })),
            ["versions"] = new ScriptObject
            {
                ["gatewayApi"] = Releases.GatewayApi,
                ["cilium"] = Releases.Cilium.Version,
                ["envoyGateway"] = Releases.EnvoyGateway.Version.TrimStart('v'),
                ["nginxGateway"] = Releases.NginxGateway.Version,
                ["istio"] = Releases.Istiod.Version,
                ["awsController"] = Releases.AwsController.Version,
                ["haproxy"] = Releases.HaproxyApp,
                ["ingressNginx"] = Releases.IngressNginxApp,
                ["traefik"] = Releases.TraefikApp,
                ["certManager"] = Releases.CertManager.Version.TrimStart('v'),
                ["metricsServer"] = Releases.MetricsServerApp,
                ["prometheus"] = Releases.PrometheusOperator,
                ["keda"] = Releases.Keda.Version,
            },
        };
    }

    /// <summary>Whose pods are looked into, and what is looked at from there: what a service calls, or itself.</summary>
    private static (string From, TriedPort? To) Look(ScaffoldPlan plan)
    {
        if (plan.PolicyTests.FirstOrDefault(t => t.Open.Length > 0) is { } test) return (test.Service, test.Open[0]);
        var service = plan.Answers.Services.FirstOrDefault(s => s.Kind != ServiceKind.External);
        var port = service?.Ports.FirstOrDefault(p => p.IsTcp);
        return (service?.Name ?? "", port is null ? null : new TriedPort(service!.Name, port.Port));
    }

    /// <summary>Time that the slowest of the test pods may take; what Helm waits by itself at least.</summary>
    private static int TestMinutes(ScaffoldPlan plan) => Math.Max(5, (plan.PolicyTests.Select(t => t.DeadlineSeconds).DefaultIfEmpty(0).Max() + 59) / 60);

    /// <summary>The first call from one service of the bundle to another: both run here, and the port is TCP.</summary>
    private static (string From, string To)? Declared(AnswerSet answers)
    {
        foreach (var caller in answers.Services.Where(s => s.Kind != ServiceKind.External))
        {
            foreach (var call in caller.Calls)
            {
                if (answers.Services.FirstOrDefault(s => s.Name == call.To && s.Kind != ServiceKind.External) is { } callee && callee.PortOf(call) is { Protocol: "TCP" } port)
                    return (caller.Name, $"{callee.Name}:{port.Port}");
            }
        }

        return null;
    }

    /// <summary>The first port that a service of the bundle may not call; of the service that few may call, which is the last one as a rule.</summary>
    private static (string From, string To)? Undeclared(AnswerSet answers)
    {
        var running = answers.Services.Where(s => s.Kind != ServiceKind.External).Select(s => (Service: s, Callees: s.Calls.Select(c => c.To).ToHashSet(StringComparer.Ordinal))).ToList();
        foreach (var (callee, _) in running.AsEnumerable().Reverse().Where(s => !s.Service.AllowFrom.Any(a => a.Namespace == answers.Namespace)))
        {
            if (callee.Ports.FirstOrDefault(p => p.Protocol == "TCP") is not { } port) continue;
            var caller = running.FirstOrDefault(c => c.Service != callee && !c.Callees.Contains(callee.Name)).Service;
            if (caller is not null) return (caller.Name, $"{callee.Name}:{port.Port}");
        }

        return null;
    }

    private static ScriptObject Finding(Diagnostic finding) => new()
    {
        ["severity"] = Shown.Word(finding.Severity),
        ["code"] = finding.Code,
        ["message"] = finding.Message,
        ["help"] = finding.Help ?? "",
    };

    /// <summary>The choices that were taken, each with what it means; those that do not apply are left out.</summary>
    private static IEnumerable<ScriptObject> Choices(AnswerSet answers)
    {
        foreach (var question in Questions.All.Where(q => q.Shape is ChoiceShape && q.AppliesWhen.Holds(answers)))
        {
            // None is a placeholder of dotnet new.
            foreach (var choice in ((ChoiceShape)question.Shape).Choices.Where(c => c.Value == answers.Chosen(question)[0]))
                yield return new ScriptObject { ["path"] = question.Path, ["choice"] = choice.Value, ["help"] = choice.Help };
        }
    }

    /// <summary>Commands that make the Secrets which must exist before the pods start, or the certificate is asked for, each Secret once for each namespace.</summary>
    private static IEnumerable<string> SecretCommands(ScaffoldPlan plan)
    {
        var keys = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        void Add(string secret, string key)
        {
            if (!keys.TryGetValue(secret, out var set)) keys[secret] = set = new SortedSet<string>(StringComparer.Ordinal);
            set.Add(key);
        }

        foreach (var variable in plan.Answers.Services.SelectMany(s => s.Environment).Where(v => v.Secret is not null)) Add(variable.Secret!, variable.Key!);
        foreach (var key in plan.Decisions["acmeDns"] ? DnsProvider.Of(plan.Answers).Keys : []) Add($"{plan.Answers.Name}-dns01", key);

        var placeholders = plan.Answers.Services.Where(s => s.Placeholder == Placeholder.Postgres).Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in placeholders.Where(n => !keys.ContainsKey(n))) keys[name] = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var ns in plan.Environments.Select(e => e.Namespace).Distinct())
        {
            foreach (var name in plan.Answers.Services.SelectMany(s => s.PullSecrets).Distinct())
                yield return $"kubectl create secret docker-registry {ShellText.Word(name)} --namespace {ns} --docker-server=REGISTRY --docker-username=USER --docker-password=PASSWORD";
            foreach (var (name, set) in keys)
            {
                var password = placeholders.Contains(name) ? " --from-literal=password=\"$(openssl rand -base64 24)\"" : "";
                var files = string.Concat(set.Where(k => password.Length == 0 || k != "password").Select(k => $" --from-file={ShellText.Word(k)}=./{ShellText.Word(k)}"));
                yield return $"kubectl create secret generic {ShellText.Word(name)} --namespace {ns}{password}{files}";
            }
        }
    }
}
