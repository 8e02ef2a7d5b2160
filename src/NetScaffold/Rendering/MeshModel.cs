using System.Globalization;
using NetScaffold.Planning;
using Scriban.Runtime;

namespace NetScaffold.Rendering;

/// <summary>What templates see of a service in the mesh, under <c>m</c>.</summary>
internal static class MeshModel
{
    /// <summary>A list of one, for templates to go through.</summary>
    public static ScriptArray Of(ServicePlan service)
    {
        var mesh = service.Mesh;
        return TemplateModel.Array(
        [
            new ScriptObject
            {
                ["name"] = service.Answer.Name,
                ["hasPlainPorts"] = mesh.PlainPorts.Length > 0,
                // With one decision for all of them, the object is there under it.
                ["plainWhen"] = mesh.PlainPorts.Select(p => p.When).Distinct().ToList() is [var only] ? only : "plainInMesh",
                ["plainPorts"] = TemplateModel.Array(mesh.PlainPorts.Select(p => new ScriptObject { ["port"] = Text(p.Port), ["when"] = p.When })),
                ["callers"] = Rules(mesh.Callers),
                ["callerWhens"] = new ScriptArray(mesh.Callers.Select(r => r.When).Distinct()),
                ["isBehindWaypoint"] = mesh.WaypointCallers.Length > 0,
                ["waypointCallers"] = Rules(mesh.WaypointCallers),
                ["isProxied"] = mesh.ProxiedWhen.Length > 0,
                ["proxiedWhen"] = mesh.ProxiedWhen,
                ["ejects"] = mesh.EjectedPercent > 0,
                ["ejectedPercent"] = mesh.EjectedPercent,
                ["speaksHttp"] = service.Answer.Ports.Any(p => p is { IsTcp: true, App: not "tcp" }),
            },
        ]);
    }

    private static ScriptArray Rules(IEnumerable<CallerRule> rules) => TemplateModel.Array(rules.Select(r => new ScriptObject
    {
        ["when"] = r.When,
        ["comment"] = r.Comment,
        ["isKnown"] = r.ServiceAccounts.Length + r.Namespaces.Length > 0,
        ["hasAccounts"] = r.ServiceAccounts.Length > 0,
        ["accounts"] = TemplateModel.Array(r.ServiceAccounts),
        ["hasNamespaces"] = r.Namespaces.Length > 0,
        ["namespaces"] = TemplateModel.Array(r.Namespaces),
        ["ports"] = TemplateModel.Array(r.Ports.Select(Text)),
        ["hasMethods"] = r.Methods.Length > 0,
        ["methods"] = TemplateModel.Array(r.Methods),
        ["hasPaths"] = r.Paths.Length > 0,
        ["paths"] = TemplateModel.Array(r.Paths),
    }));

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
