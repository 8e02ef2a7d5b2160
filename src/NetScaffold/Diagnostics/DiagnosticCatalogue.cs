using System.Collections.Immutable;

namespace NetScaffold.Diagnostics;

/// <summary>A code that the tool prints.</summary>
/// <param name="Code"><c>NSnnnn</c>.</param>
/// <param name="Severity">How serious it is.</param>
/// <param name="Meaning">What was found, one or two sentences in lower case; code stands between backticks.</param>
/// <param name="Fix">What to do about it, one sentence; a finding itself may say more.</param>
public sealed record DiagnosticEntry(string Code, Severity Severity, string Meaning, string Fix);

/// <summary>Codes with a first digit in common.</summary>
/// <param name="Prefix"><c>NSn</c>.</param>
/// <param name="About">When they are found, and the exit code, for a table.</param>
/// <param name="Why">The same as a sentence.</param>
public sealed record DiagnosticFamily(string Prefix, string About, string Why);

/// <summary>Every code but those of rules over answers, once: for <c>explain</c> and for the documentation. A code is never reused.</summary>
public static class DiagnosticCatalogue
{
    /// <summary>The families, by prefix.</summary>
    public static ImmutableArray<DiagnosticFamily> Families { get; } =
    [
        new("NS1", "reading answers and manifests: the file, the command line; exit code 2, 1 for manifests", "Answers are read before anything is decided; an error ends the run with exit code 2, and nothing is written."),
        new("NS2", "rules over answers; exit code 2 for errors", "Answers are held against the rules before anything is rendered."),
        new("NS3", "templates", "The templates are part of the tool; exit code 70."),
        new("NS4", "rules over objects; exit code 1 for findings at the threshold of check", "Objects of manifests are held against the rules, whoever wrote them."),
        new("NS5", "schemas and tools of check; exit code 1, 2 for what it needs", "Objects are held against schemas where check is asked to."),
        new("NS6", "who can reach whom; exit code 1 for errors of reach, 2 for those of new and render", "Manifests are read and held together; what cannot be read or decided is said, and the rest is computed."),
        new("NS8", "writing the bundle; exit code 73 for errors", "A bundle is written all at once or not at all; an error ends the run with exit code 73."),
        new("NS9", "internal errors; exit code 70", "Exit code 70."),
    ];

    /// <summary>All codes, in order.</summary>
    public static ImmutableArray<DiagnosticEntry> All { get; } =
    [
        new("NS1001", Severity.Error, "bytes that are not UTF-8.", "Save the file as UTF-8 text."),
        new("NS1002", Severity.Error, "a character no text file holds (NUL, other controls, unpaired surrogates); usually a binary file.", "Give a YAML text file; inside double quotes such a character may be written as an escape like \\x07."),
        new("NS1003", Severity.Error, "a byte order mark of UTF-16 or UTF-32.", "Save the file as UTF-8."),
        new("NS1004", Severity.Error, "more bytes than are taken: 1 MiB of answers, 64 MiB of manifests.", "Check that this is the file you meant: even a thousand services take less."),
        new("NS1005", Severity.Error, "no value at all, at most blank lines and comments.", "Write at least one 'key: value' line."),
        new("NS1006", Severity.Error, "text that YAML cannot read, and that no code below names better.", "Correct the line that is named; a text with signs of YAML in it stands in quotes."),
        new("NS1007", Severity.Error, "a tab in the indentation; it points at the tab.", "Indent with spaces: YAML allows no tabs there."),
        new("NS1008", Severity.Error, "a quote or bracket without its partner; it points at the opening one.", "Close the quote, list or map that is named."),
        new("NS1009", Severity.Error, "a key that its map already has; it points at the second one.", "Keep one of the two."),
        new("NS1010", Severity.Error, "`&anchor` or `*alias`; a few lines of them can stand for billions of values.", "Write the value out, or quote text that starts with & or *."),
        new("NS1011", Severity.Error, "`!tag` or `!!tag`.", "Leave the tag out, or quote text that starts with !."),
        new("NS1012", Severity.Error, "lists and maps deeper than anyone could mean: 32 in answers, 200 in manifests, inside each other.", "Check the brackets and the indentation: no answer is nested that deep."),
        new("NS1013", Severity.Error, "a second document after `---` or `...`.", "Keep one document in the file."),
        new("NS1014", Severity.Error, "a list or map as key of a map; mostly unquoted text that starts with a bracket, such as `{{ x }}`.", "Quote text that starts with { or [."),
        new("NS1015", Severity.Error, "the merge key `<<` of YAML 1.1.", "Write the entries out, or quote the key if it is meant as text."),
        new("NS1016", Severity.Error, "no such file.", "Check the path; netscaffold new writes a new file."),
        new("NS1017", Severity.Error, "the file is there but cannot be read.", "Give a file that you may read."),
        new("NS1020", Severity.Error, "a key that the map does not have.", "Use one of the keys that the finding lists; the schema beside the answers has them too."),
        new("NS1021", Severity.Error, "a word that is not among the choices.", "Choose one of the words that the finding lists."),
        new("NS1022", Severity.Error, "a list where a map belongs, and the like.", "Write what the finding says the answer takes; a number or boolean stands without quotes."),
        new("NS1023", Severity.Error, "a text outside the grammar of its answer.", "Write a text of the form that the finding names."),
        new("NS1024", Severity.Error, "a number outside its range.", "Give a whole number within the range."),
        new("NS1025", Severity.Error, "a key that must be given.", "Add the key."),
        new("NS1026", Severity.Error, "too few or too many items.", "Add or remove items."),
        new("NS1027", Severity.Info, "an answer to a question that the other answers rule out.", "Remove the answer, or change the one that it depends on."),
        new("NS1028", Severity.Error, "one item twice in a list that takes each once.", "Remove one of them."),
        new("NS1029", Severity.Error, "questions without a default that were not answered.", "Give the flag, or the answer in the file."),
        new("NS1030", Severity.Error, "two services of one name.", "Give each service a name of its own."),
        new("NS1031", Severity.Error, "a call or exposure names a service that does not exist.", "Name one of the services that the finding lists, or add the service."),
        new("NS1032", Severity.Error, "a service calls itself.", "Remove the call: the pods of one service that must reach each other are a statefulset, which may."),
        new("NS1033", Severity.Error, "a port that the service does not have.", "Name one of the ports that the finding lists, or add the port."),
        new("NS1034", Severity.Error, "a call to outside the bundle without a port number.", "Write {to: NAMESPACE/SERVICE, port: NUMBER}, with the port that its pods listen on."),
        new("NS1035", Severity.Error, "two ports of a service share a name or a number.", "Names, Service ports and container ports are unique within a service."),
        new("NS1036", Severity.Error, "a field that this kind of service does not have.", "Remove the field, or change the kind of the service."),
        new("NS1037", Severity.Error, "an external service must have a host or addresses, not both.", "Give one of the two."),
        new("NS1038", Severity.Error, "an egress must have a CIDR or a DNS name, not both.", "Give one of the two."),
        new("NS1039", Severity.Error, "an exception outside its CIDR.", "Exceptions are smaller blocks inside the CIDR; the API server rejects others."),
        new("NS1040", Severity.Error, "one host and path exposed twice.", "Each host and path leads to one service."),
        new("NS1041", Severity.Error, "two environments of one name, or of one host.", "Environments differ in name and in host."),
        new("NS1042", Severity.Error, "an environment sets something that is fixed by structure.", "Environments differ in values alone, such as replicas, resources, images and env; everything else is the same in all of them."),
        new("NS1043", Severity.Error, "two addresses of different families in one external service.", "Use one family, or two services."),
        new("NS1044", Severity.Error, "a path in `--set` that cannot be followed.", "Write path=value with a path such as services.api.replicas; list items are named by their name."),
        new("NS1045", Severity.Error, "a value on the command line that is not of its form.", "Write the value in the form that the finding shows."),
        new("NS1046", Severity.Error, "nothing of this name to explain.", "Name a code, a question, a field of a service or a decision; netscaffold questions lists the questions."),
        new("NS1047", Severity.Error, "a service without ports that something needs to reach.", "Give it ports; only a deployment that nobody calls, exposes or probes goes without."),
        new("NS1048", Severity.Error, "the base environment sets something.", "Change the answers, or set it in the other environments."),
        new("NS1049", Severity.Error, "a probe of a port that is not TCP.", "Name one of the TCP ports that the finding lists, give the service one, or use probes: {kind: none}."),
        new("NS1050", Severity.Error, "a command line that does not parse: an unknown word, a flag without its value.", "See the help of the command."),
        new("NS1051", Severity.Error, "a terminal in which prompts cannot be read.", "Make it wider, or give the answers as flags and add --yes."),
        new("NS2599", Severity.Info, "a waiver for a finding that does not occur.", "Remove it."),
        new("NS3001", Severity.Error, "a directive line of a template is malformed, or its block is not closed. A bug of the tool, shown as NS9001; the tests of the templates find it first.", "Report it with the text that was printed."),
        new("NS5001", Severity.Error, "a field that the kind does not have.", "Remove it, or write the field that was meant."),
        new("NS5002", Severity.Error, "a value of a type that its field does not take.", "Write a value of the type that the finding names; text that looks like a number or a boolean stands in quotes."),
        new("NS5003", Severity.Error, "a field that must be there.", "Add the field."),
        new("NS5004", Severity.Error, "a value that its field does not take.", "Write a value that the finding allows."),
        new("NS5005", Severity.Warning, "objects of a kind without a schema, which are not checked against one.", "Add its schema to the folder of --schemas."),
        new("NS5006", Severity.Error, "a schema that cannot be used.", "Give a folder of JSON Schemas, named as kubeconform has them."),
        new("NS5007", Severity.Error, "a tool that was to render manifests failed.", "Run the command, and correct what it says."),
        new("NS5008", Severity.Error, "the API server would not take an object.", "Correct the object; nothing was changed in the cluster."),
        new("NS5009", Severity.Error, "there is no kubectl, which asks the API server.", "Install kubectl, or use --schemas with a folder of JSON Schemas."),
        new("NS5010", Severity.Error, "a folder of schemas that is not there.", "Give a folder of JSON Schemas, named as kubeconform has them."),
        new("NS5011", Severity.Warning, "a bundle whose files are not what its answers say, or that Helm alone can render.", "Render the bundle again, or pipe what Helm renders into netscaffold check -."),
        new("NS5012", Severity.Warning, "nothing to check.", "Give manifests with apiVersion and kind, or a chart where Helm is on the PATH."),
        new("NS6001", Severity.Error, "the cluster would not take the object; it is left out.", "Correct the object."),
        new("NS6002", Severity.Warning, "a field that does not exist; the API server drops it.", "Write the field that was meant, or remove it."),
        new("NS6003", Severity.Warning, "a kind that decides about traffic, or has some, and is not understood; the answer is without it.", "Do not rely on the answer for the pods that it is about."),
        new("NS6004", Severity.Warning, "a part of a policy that manifests cannot decide.", "Do not rely on the answer for what this part means."),
        new("NS6005", Severity.Warning, "a namespace that no manifest describes, while policies ask for its labels.", "Give the namespace's manifest, too."),
        new("NS6006", Severity.Warning, "a named port that none of the pods has that it could mean.", "Name the port as the containers do."),
        new("NS6007", Severity.Info, "pods on their node's network.", "See both readings with --host-network pods and --host-network outside."),
        new("NS6008", Severity.Warning, "two policies of one tier with the same priority, for some pods in common.", "Give each policy of a tier a priority of its own."),
        new("NS6009", Severity.Error, "a second object of the same kind and name.", "Keep one of the two, or give the manifests of one environment alone."),
        new("NS6010", Severity.Warning, "a way in that leads nowhere.", "Name a Service and one of its ports that are among the manifests."),
        new("NS6011", Severity.Warning, "owners that own each other.", "Correct metadata.ownerReferences."),
        new("NS6012", Severity.Info, "who forwards the requests of a way in is not known.", "Give the manifests of the Gateway and its GatewayClass, too."),
        new("NS6013", Severity.Info, "addresses of a rule that pods have as well.", "Select pods by labels, and the outside by addresses."),
        new("NS6014", Severity.Warning, "nothing to compute from.", "Give manifests with Deployments, StatefulSets or other pods."),
        new("NS6015", Severity.Warning, "a chart or kustomization, whose objects only its tool can make.", "Pipe what the tool renders into netscaffold reach -."),
        new("NS6016", Severity.Error, "--from or --to names nobody, or several.", "Name a workload (namespace/name), a Service (service/namespace/name), an address or outside."),
        new("NS6017", Severity.Info, "pods that have ended.", "Nothing to do."),
        new("NS6018", Severity.Error, "aliases inside aliases that stand for more values than anyone could mean.", "Write the values out."),
        new("NS6019", Severity.Error, "an alias before its anchor, or without one.", "Write the value out, or quote text that starts with *."),
        new("NS6020", Severity.Error, "--to names a port that its peer does not have, or none at all.", "Give a number from 1 to 65535 or the name of a port, with /udp or /sctp behind it where it is not TCP."),
        new("NS6021", Severity.Info, "a policy that only watches.", "Say --staged to count staged policies as if they were enforced."),
        new("NS6101", Severity.Error, "the bundle's objects open what the answers do not ask for.", "Report it with your answers: it is a bug of the tool."),
        new("NS6102", Severity.Error, "the bundle's objects close what the answers ask for.", "Report it with your answers: it is a bug of the tool."),
        new("NS6103", Severity.Warning, "pods of somebody else run in the application's namespace, and its policies hold them.", "Give the application a namespace of its own."),
        new("NS8001", Severity.Error, "the folder to write to is a file.", "Name another folder with --output, or move the file away."),
        new("NS8002", Severity.Error, "the folder to write to would be below a file.", "Name another folder with --output, or move the file away."),
        new("NS8003", Severity.Error, "the system denies writing, by permissions or because the disk is read-only.", "Allow the current user to write there, or name another folder with --output."),
        new("NS8004", Severity.Error, "no space, no quota, or a file-size limit.", "Free some space and run the command again; the folder is as it was, or is completed by the next run."),
        new("NS8005", Severity.Error, "a link among the parts of the path leads out of the bundle's folder, or to itself.", "Replace the link by a folder or file of its own."),
        new("NS8006", Severity.Error, "a file that was edited, that is not ours, or that may be either, stands where the bundle has another text.", "Move the edit into the answers, or the file out of the way; --force overwrites it."),
        new("NS8007", Severity.Error, "a file that was edited is no longer part of the bundle.", "Move the file out of the way or delete it; --force deletes it."),
        new("NS8008", Severity.Warning, "the lock cannot be read, so nothing tells edited files from old ones.", "Restore netscaffold.lock from version control, or look at the files named and use --force."),
        new("NS8009", Severity.Error, "another run holds the folder, or made it meanwhile.", "Wait for it to end, then run the command again."),
        new("NS8010", Severity.Error, "a folder where the bundle has a file, or a file where it has a folder.", "Move it out of the way."),
        new("NS8011", Severity.Error, "the system refused for a reason without a code of its own, such as a name too long or a failing disk.", "Check the name, the disk and its file system, then run the command again."),
        new("NS8012", Severity.Error, "a file that must be compared cannot be read.", "Allow the current user to read it, or move it out of the way."),
        new("NS8013", Severity.Error, "a disk that fails in the middle, or an output that takes no more.", "Check the disk and where the output goes, then run the command again."),
        new("NS8014", Severity.Error, "a pipe, a socket or a device where the bundle has a file.", "Move it out of the way."),
        new("NS8015", Severity.Warning, "a temporary file or folder of a failed run that could not be removed.", "Delete it, or let the next run in the folder do so."),
        new("NS8016", Severity.Error, "the folder that the command runs in is gone, so that a relative path leads nowhere.", "Change to a folder that exists, or name the folder in full."),
        new("NS9001", Severity.Error, "an internal error: a bug of the tool, not of the answers.", "Report it with the text that was printed."),
    ];

    /// <summary>The family of a code.</summary>
    public static DiagnosticFamily FamilyOf(string code) => Families.Single(f => code.StartsWith(f.Prefix, StringComparison.Ordinal));
}
