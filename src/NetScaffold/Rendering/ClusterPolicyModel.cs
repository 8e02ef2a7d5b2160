using NetScaffold.Answers;
using NetScaffold.Planning;
using NetScaffold.Yaml;
using Scriban.Runtime;

namespace NetScaffold.Rendering;

/// <summary>The policies of the whole cluster as templates see them, under <c>p</c>: those of <see cref="PolicyModel"/>, with the namespaces that they leave out.</summary>
internal static class ClusterPolicyModel
{
    /// <summary>All of them, in the order of their file.</summary>
    public static ScriptArray Of(AnswerSet answers)
    {
        var leftOut = ClusterPolicies.LeftOut(answers);
        // The application's own policies let probes of its pods in, at their ports.
        var own = ClusterPolicies.NamespacesOf(answers).ToList();
        var beside = leftOut.Where(l => !own.Contains(l.Name)).Concat(own.Select(n => new LeftOutNamespace(n, [""])));
        return TemplateModel.Array(
        [
            Model(ClusterPolicies.DefaultDeny(answers), answers, leftOut, isFirst: true),
            Model(ClusterPolicies.Probes(answers), answers, beside, when: "ambientMesh"),
        ]);
    }

    /// <summary>The namespaces that the default deny leaves out.</summary>
    public static ScriptArray LeftOut(AnswerSet answers) => TemplateModel.Array(ClusterPolicies.LeftOut(answers).Select(Namespace));

    /// <summary>What others would have to let through, for their own namespaces.</summary>
    public static ScriptArray OtherEnds(AnswerSet answers) => TemplateModel.Array(ClusterPolicies.OtherEnds(answers).Select((end, i) =>
    {
        var model = (ScriptObject)PolicyModel.Of(end.Policy, answers.Name, isFirst: i == 0)[0]!;
        model["namespace"] = end.Namespace;
        return model;
    }));

    private static ScriptObject Model(PolicyPlan policy, AnswerSet answers, IEnumerable<LeftOutNamespace> leftOut, bool isFirst = false, string when = "")
    {
        var model = (ScriptObject)PolicyModel.Of(policy, answers.Name, isFirst)[0]!;
        model["when"] = when;
        model["leftOut"] = TemplateModel.Array(leftOut.Select(Namespace));
        return model;
    }

    private static ScriptObject Namespace(LeftOutNamespace leftOut) => new() { ["name"] = leftOut.Name, ["scalar"] = YamlText.Scalar(leftOut.Name), ["whens"] = new ScriptArray(leftOut.Whens) };
}
