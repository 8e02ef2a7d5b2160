using System.Collections.Immutable;
using NetScaffold.Diagnostics;
using NetScaffold.Yaml;

namespace NetScaffold.Checks.Rules;

/// <summary>Rules about names of objects.</summary>
internal static class IdentityRules
{
    /// <summary>The rules, in the order of their code.</summary>
    public static ImmutableArray<ObjectRule> All { get; } =
    [
        new("NS4088", Severity.Error, "Two objects of one name", "the one that is applied last takes the place of the other.", "Give each a name of its own, or make one object of both.", FindTwins),
    ];

    private static IEnumerable<ObjectHit> FindTwins(ObjectSet objects) =>
        // A copy changes nothing.
        from same in objects.All.Where(o => o.Root.TextAt("metadata", "name") is not null).GroupBy(o => (o.Group, o.Kind, o.Namespace, o.Name))
        let first = same.First()
        from later in same.Skip(1)
        where YamlPrinter.Print(later.Root) != YamlPrinter.Print(first.Root)
        select new ObjectHit(first, first.Root.NearestTo("metadata", "name"), $"There is another one, in {later.At}");
}
