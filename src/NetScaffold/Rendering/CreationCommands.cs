using System.Collections.Immutable;
using NetScaffold.Answers;
using NetScaffold.Decisions;

namespace NetScaffold.Rendering;

/// <summary>A step of making a cluster.</summary>
/// <param name="Why">What it does, one sentence or more.</param>
/// <param name="Command">One command, broken with backslashes where it is long; words in capitals are for the reader to fill in.</param>
internal sealed record CreationStep(string Why, string Command);

/// <summary>
/// The commands that make the cluster, from the bundle's folder, as of 2026-08-22; none for kubeadm and kind, whose command stands in the template.
/// Source: the documentation of k3s, of the AWS, Azure and Google Cloud command lines, and of Calico for its part on EKS and GKE.
/// </summary>
internal static class CreationCommands
{
    /// <summary>Nodes to begin with: the webhook of cert-manager has three replicas, and where it is on the nodes' network each takes one.</summary>
    private const int FirstNodes = 3;

    private const int LongestLine = 130;

    public static IEnumerable<CreationStep> Of(AnswerSet answers) => Platform.Of(answers).Name switch
    {
        "k3s" => K3s(answers),
        "eks" when HasManagedNodes(answers) => EksAuto(answers),
        "eks" => Eks(answers),
        "aks" => Aks(answers),
        "gke" => Gke(answers),
        _ => [],
    };

    private static IEnumerable<CreationStep> K3s(AnswerSet answers)
    {
        yield return new("The installer, for reading before anything runs. It checks the checksum of what it fetches.", "curl --fail --silent --show-error --location --output k3s-install.sh https://get.k3s.io");
        yield return new("", "less k3s-install.sh");
        yield return new("On the first server, in this folder. More servers join its etcd; three or five of them outlive the loss of one or two.",
            "sudo install -D --mode 600 bootstrap/k3s-config.yaml /etc/rancher/k3s/config.yaml");
        yield return new("", $"sudo INSTALL_K3S_CHANNEL=v{Version(answers)} sh k3s-install.sh server --cluster-init");
        yield return new("What others join with.", "sudo cat /var/lib/rancher/k3s/server/token");
        yield return new("On each further server, after the same file is in the same place. SERVER is the first one's name.",
            Command($"sudo INSTALL_K3S_CHANNEL=v{Version(answers)} K3S_TOKEN=TOKEN sh k3s-install.sh server", "--server https://SERVER:6443"));
        // An agent refuses a file that says what is a server's to say.
        List<string> own = [];
        if (Is(answers, "kubeProxyMode")) own.Add($"--kube-proxy-arg proxy-mode={answers.Chosen(Questions.KubeProxy)[0]}");
        if (answers.IsGiven(Questions.PodsPerNode.Path)) own.Add($"--kubelet-arg max-pods={answers.Cluster.PodsPerNode}");
        yield return new("On each other node, without that file.", Command($"sudo INSTALL_K3S_CHANNEL=v{Version(answers)} K3S_URL=https://SERVER:6443 K3S_TOKEN=TOKEN sh k3s-install.sh agent", [.. own]));
        yield return new("For the commands below, as root on the first server; elsewhere copy the file and name the server in it.", "export KUBECONFIG=/etc/rancher/k3s/k3s.yaml");
    }

    private static IEnumerable<CreationStep> Eks(AnswerSet answers)
    {
        var isOwnNetwork = Is(answers, "eksOverlay");
        yield return new("The roles and the subnets, in two zones at least, must exist.", "export AWS_REGION=REGION");
        yield return new(isOwnNetwork ? "Without the add-ons that every cluster gets: a second pod network would fight this bundle's." : "",
            Command("aws eks create-cluster", [$"--name {answers.Name}", $"--kubernetes-version {Version(answers)}", "--role-arn CLUSTER_ROLE_ARN",
                "--resources-vpc-config subnetIds=SUBNET_1,SUBNET_2", $"--kubernetes-network-config {EksFamily(answers)}", .. isOwnNetwork ? ["--no-bootstrap-self-managed-addons"] : Array.Empty<string>()]));
        foreach (var step in AfterEks(answers)) yield return step;

        if (Is(answers, "eksVpcCni")) yield return new(VpcCniWords(answers), AddOn(answers, "vpc-cni", "bootstrap/eks-vpc-cni.json"));
        if (Is(answers, "calicoRelease") && !isOwnNetwork)
        {
            yield return new("It writes the address of each pod down for Calico, which its role may not have the right to.", "kubectl create clusterrole aws-node-annotates-pods --verb patch --resource pods");
            yield return new("", "kubectl create clusterrolebinding aws-node-annotates-pods --clusterrole aws-node-annotates-pods --serviceaccount kube-system:aws-node");
        }

        if (Is(answers, "eksKubeProxy"))
        {
            var modules = Questions.KubeProxy.Is("ipvs").Holds(answers) ? " Nodes must load the modules ip_vs and ip_vs_rr: the user data of their launch template says so." : "";
            yield return new($"kube-proxy, in the mode that was asked for.{modules}", AddOn(answers, "kube-proxy", "bootstrap/eks-kube-proxy.json"));
        }
        else if (isOwnNetwork && !Is(answers, "replacesKubeProxy"))
        {
            yield return new("kube-proxy, as Amazon sets it up.", AddOn(answers, "kube-proxy", null));
        }

        if (isOwnNetwork) yield return new("DNS. Its pods wait for the pod network, which waits for DNS in turn where it logs flows: so it is here, before.", AddOn(answers, "coredns", null));
        var pods = isOwnNetwork && answers.IsGiven(Questions.PodsPerNode.Path) ? $" Their launch template says maxPods: {answers.Cluster.PodsPerNode} to the kubelet; without it the machine's type decides." : "";
        var haste = isOwnNetwork ? " Install the pod network at once: nodes that are not ready in time count as failed." : "";
        yield return new($"Nodes.{pods}{haste}", Command("aws eks create-nodegroup", $"--cluster-name {answers.Name}", "--nodegroup-name main", "--node-role NODE_ROLE_ARN", "--subnets SUBNET_1 SUBNET_2",
            $"--scaling-config minSize={FirstNodes},maxSize={Math.Max(FirstNodes, answers.Cluster.Nodes)},desiredSize={FirstNodes}"));
        if (Is(answers, "awsControllerRelease"))
        {
            yield return new("The rights of the load balancer controller: its pods take the role by this add-on.", AddOn(answers, "eks-pod-identity-agent", null));
            yield return new("", Command("aws eks create-pod-identity-association", $"--cluster-name {answers.Name}", "--namespace kube-system", "--service-account aws-load-balancer-controller", "--role-arn LOAD_BALANCER_ROLE_ARN"));
        }

        if (Is(answers, "ciliumApiServer"))
            yield return new("The API server: this name, without https:// and in lower case, is cluster.apiServer of netscaffold.yaml. Render again where it is another one.", $"aws eks describe-cluster --name {answers.Name} --query cluster.endpoint --output text");
    }

    /// <summary>Nodes and pod network are Amazon's.</summary>
    private static IEnumerable<CreationStep> EksAuto(AnswerSet answers)
    {
        yield return new("The roles and the subnets, in two zones at least, must exist.", "export AWS_REGION=REGION");
        yield return new("With Auto Mode, which takes all of these three switches together.",
            Command("aws eks create-cluster", $"--name {answers.Name}", $"--kubernetes-version {Version(answers)}", "--role-arn CLUSTER_ROLE_ARN", "--resources-vpc-config subnetIds=SUBNET_1,SUBNET_2",
                "--compute-config enabled=true,nodeRoleArn=NODE_ROLE_ARN,nodePools=general-purpose,system",
                $"--kubernetes-network-config '{EksFamily(answers)},elasticLoadBalancing={{enabled=true}}'",
                "--storage-config 'blockStorage={enabled=true}'", "--access-config authenticationMode=API", "--no-bootstrap-self-managed-addons"));
        foreach (var step in AfterEks(answers)) yield return step;
        if (Questions.ExistingPolicies.Is("true").Holds(answers))
            yield return new("NetworkPolicies are enforced only when this says so. Fargate enforces none.", "kubectl create configmap amazon-vpc-cni --namespace kube-system --from-literal enable-network-policy-controller=true");
    }

    private static IEnumerable<CreationStep> AfterEks(AnswerSet answers)
    {
        yield return new("", $"aws eks wait cluster-active --name {answers.Name}");
        yield return new("", $"aws eks update-kubeconfig --name {answers.Name}");
    }

    private static string VpcCniWords(AnswerSet answers) => Is(answers, "calicoRelease")
        ? "The VPC's own pod network, which leaves policies to Calico."
        : "The VPC's own pod network enforces NetworkPolicies only when it is told to.";

    /// <summary>A cluster has one family; the Services of IPv6 get addresses of Amazon's choice.</summary>
    private static string EksFamily(AnswerSet answers) =>
        answers.Cluster.ServiceCidr[0].Contains(':') ? "ipFamily=ipv6" : $"ipFamily=ipv4,serviceIpv4Cidr={answers.Cluster.ServiceCidr[0]}";

    private static string AddOn(AnswerSet answers, string name, string? file) =>
        Command("aws eks create-addon", [$"--cluster-name {answers.Name}", $"--addon-name {name}", .. file is null ? Array.Empty<string>() : ["--resolve-conflicts OVERWRITE", $"--configuration-values file://{file}"]]);

    private static IEnumerable<CreationStep> Aks(AnswerSet answers)
    {
        yield return new("", "az group create --name RESOURCE_GROUP --location LOCATION");
        if (HasManagedNodes(answers))
        {
            yield return new("AKS Automatic chooses pod network and addresses itself.", Command("az aks create", $"--name {answers.Name}", "--resource-group RESOURCE_GROUP", "--sku automatic"));
            yield return new("The addresses, for cluster.podCidr and cluster.serviceCidr of netscaffold.yaml.", Command("az aks show", $"--name {answers.Name}", "--resource-group RESOURCE_GROUP", "--query networkProfile"));
        }
        else
        {
            if (Is(answers, "aksKubeProxy"))
            {
                yield return new("Azure offers settings of kube-proxy as a preview, which is not for production.", "az extension add --name aks-preview");
                yield return new("", Command("az feature register", "--namespace Microsoft.ContainerService", "--name KubeProxyConfigurationPreview"));
                yield return new("Before what follows this must print Registered.", Command("az feature show", "--namespace Microsoft.ContainerService", "--name KubeProxyConfigurationPreview", "--query properties.state"));
                yield return new("", "az provider register --namespace Microsoft.ContainerService");
            }

            yield return new(Is(answers, "ownPodNetwork") ? "Without a pod network: this bundle brings it." : "", Command("az aks create", [.. AksOptions(answers)]));
        }

        yield return new("", Command("az aks get-credentials", $"--name {answers.Name}", "--resource-group RESOURCE_GROUP"));
        if (Is(answers, "ciliumApiServer"))
            yield return new("The API server: this name is cluster.apiServer of netscaffold.yaml. Render again where it is another one.", Command("az aks show", $"--name {answers.Name}", "--resource-group RESOURCE_GROUP", "--query fqdn", "--output tsv"));
    }

    private static IEnumerable<string> AksOptions(AnswerSet answers)
    {
        var (pods, services) = (answers.Cluster.PodCidr, answers.Cluster.ServiceCidr);
        yield return $"--name {answers.Name}";
        yield return "--resource-group RESOURCE_GROUP";
        yield return $"--kubernetes-version {Version(answers)}";
        if (Is(answers, "ownPodNetwork")) yield return "--network-plugin none";
        else yield return "--network-plugin azure --network-plugin-mode overlay";
        // Cilium, which Azure prefers, has no kube-proxy beside it whose mode could be chosen.
        if (!Is(answers, "ownPodNetwork")) yield return Is(answers, "aksKubeProxy") ? $"--network-policy {(Questions.ExistingPolicies.Is("true").Holds(answers) ? "calico" : "none")}" : "--network-dataplane cilium";
        if (services.Length > 1) yield return "--ip-families ipv4,ipv6";
        yield return pods.Length > 1 ? $"--pod-cidrs {string.Join(',', pods)}" : $"--pod-cidr {string.Join(',', pods)}";
        yield return services.Length > 1 ? $"--service-cidrs {string.Join(',', services)}" : $"--service-cidr {services[0]}";
        yield return $"--dns-service-ip {answers.Cluster.DnsService.Address}";
        if (Is(answers, "ownPodNetwork") && answers.IsGiven(Questions.PodsPerNode.Path)) yield return $"--max-pods {answers.Cluster.PodsPerNode}";
        if (Is(answers, "aksKubeProxy")) yield return "--kube-proxy-config bootstrap/aks-kube-proxy.json";
        yield return $"--node-count {FirstNodes}";
        yield return "--generate-ssh-keys";
    }

    private static IEnumerable<CreationStep> Gke(AnswerSet answers)
    {
        var isCalico = Is(answers, "calicoRelease");
        List<string> options = ["--project PROJECT", "--region REGION", "--release-channel regular", $"--cluster-version {Version(answers)}"];
        if (!HasManagedNodes(answers))
        {
            options.Add("--enable-ip-alias");
            // Packets between pods of one node must pass by the node's rules as well.
            if (isCalico) options.AddRange(["--enable-intra-node-visibility", "--no-enable-network-policy"]);
            else options.Add("--enable-dataplane-v2");
            if (isCalico && answers.IsGiven(Questions.PodsPerNode.Path)) options.Add($"--default-max-pods-per-node {answers.Cluster.PodsPerNode}");
        }

        if (!answers.Cluster.PodCidr.IsEmpty) options.Add($"--cluster-ipv4-cidr {answers.Cluster.PodCidr[0]}");
        // Google's own block is what a cluster gets when none is named.
        if (answers.IsGiven(Questions.ServiceCidr.Path)) options.Add($"--services-ipv4-cidr {answers.Cluster.ServiceCidr[0]}");
        var why = HasManagedNodes(answers) ? "Autopilot, whose Dataplane V2 enforces policies."
            : isCalico ? "Without Dataplane V2 and without Google's own Calico: each would enforce policies beside this bundle's Calico."
            : "Dataplane V2 enforces policies.";
        yield return new(why, Command($"gcloud container clusters {(HasManagedNodes(answers) ? "create-auto" : "create")} {answers.Name}", [.. options]));
        yield return new("", $"gcloud container clusters get-credentials {answers.Name} --project PROJECT --region REGION");
    }

    /// <summary>On one line, or one option a line where that is too long.</summary>
    private static string Command(string program, params ImmutableArray<string> options)
    {
        var line = string.Join(' ', options.Prepend(program));
        return line.Length <= LongestLine ? line : string.Join(" \\\n  ", options.Prepend(program));
    }

    private static bool Is(AnswerSet answers, string decision) => DecisionCatalogue.Get(decision).When.Holds(answers);

    private static bool HasManagedNodes(AnswerSet answers) => Is(answers, "managedNodes");

    private static string Version(AnswerSet answers) => answers.Chosen(Questions.Kubernetes)[0];
}
