using NetScaffold.Answers;
using Scriban.Runtime;

namespace NetScaffold.Rendering;

/// <summary>What templates see of proxies of Istio that the application has as Deployments of its own, under <c>d</c>.</summary>
internal static class IstioProxiesModel
{
    /// <summary>Those by which requests come in, a list of one.</summary>
    public static ScriptArray Ingress(AnswerSet answers) => Of($"{answers.Name}-proxies", "gateway", answers.Name, [("http", 80, ""), ("https", 443, "tls")]);

    /// <summary>Those by which calls leave, a list of one.</summary>
    public static ScriptArray Egress(AnswerSet answers) => Of(answers.EgressGateway, "egress", answers.EgressGateway, EgressModel.NamedPorts(answers).Select(p => (p.Name, p.Port, "")));

    private static ScriptArray Of(string name, string component, string label, IEnumerable<(string Name, int Port, string When)> ports) => TemplateModel.Array(
    [
        new ScriptObject
        {
            ["name"] = name,
            ["component"] = component,
            ["label"] = label,
            ["ports"] = TemplateModel.Array(ports.Select(p => new ScriptObject { ["name"] = p.Name, ["port"] = p.Port, ["when"] = p.When })),
        },
    ]);
}
