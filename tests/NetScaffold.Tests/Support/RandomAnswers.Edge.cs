using NetScaffold.Answers;
using NetScaffold.Yaml;

namespace NetScaffold.Tests.Support;

internal static partial class RandomAnswers
{
    // The way in: the API, its controller, its addresses and its certificates.
    private sealed partial class Draw
    {
        /// <summary>What gives load balancers their addresses on this cluster, and which; null where nothing is said.</summary>
        private (string Name, YamlNode? Pool)? Provider(YamlNode? layers, YamlMap cluster)
        {
            var provider = OneOf([null, .. ((ChoiceShape)Questions.LoadBalancerProvider.Shape).Choices.Select(c => c.Value)]);
            if (provider is null) return null;
            var pool = provider is "cilium" or "metallb" ? _families == "6" ? List([Plain("fd00:45::10-fd00:45::20")]) : OneOf<YamlNode>(Plain("192.0.2.16/28"), List([Plain("192.0.2.16/28"), Plain("192.0.2.40-192.0.2.50")])) : null;
            return IsAccepted(cluster, layers, Map(("loadBalancerProvider", Plain(provider)), ("addressPool", pool))) ? (provider, pool) : null;
        }

        private YamlMap Edge(string? gateway, (string Name, YamlNode? Pool)? provider, string? controller, bool isInternal) => Map(
            ("api", !_hasEdge ? Plain("none") : _isIngress ? Plain("ingress") : _isIstioApi ? Plain("istio") : Maybe("gateway-api")),
            ("controller", !_hasEdge ? null : _isIstioApi ? Maybe("auto", "istio") : controller is not null ? Plain(controller) : _isIngressNginx ? Plain("ingress-nginx") : _isHaproxy ? Plain("haproxy") : _isIngress ? Maybe("auto", "traefik") : Maybe("auto", "envoy-gateway")),
            ("controllerNamespace", Maybe("gateways", "e4")),
            ("gatewayClass", Maybe("eg", "e3")),
            ("gateway", gateway is not null ? Plain(gateway) : _isIngress ? null : Maybe("own")),
            ("listener", gateway is null ? null : Maybe("https", "1e3", "no")),
            ("host", Plain(_host)),
            ("loadBalancer", isInternal ? Plain("internal") : controller != "cilium" ? Maybe("external", "none") : Plain("external")),
            ("loadBalancerProvider", provider is null ? null : Plain(provider.Value.Name)),
            ("addressPool", provider?.Pool),
            ("rateLimit", controller is not ("cilium" or "istio") && Chance(3) ? Number(OneOf(0, 1, 100, 1_000_000)) : null),
            ("waf", _isIngressNginx ? Maybe("true", "false") : null),
            ("errorPages", _hasEdge && !_isHaproxy && controller is null or "traefik" ? Maybe("true", "false") : null),
            ("canary", !_hasEdge ? null : _isIngress && !_isIngressNginx ? Maybe("none") : Maybe("none", "weight", "header")),
            ("timeout", Maybe("0s", "1m30s", "500ms")),
            ("corsOrigins", Chance(5) ? List(["https://*.example.com", "http://localhost:3000"]) : null));

        private YamlMap? Tls(string? gateway)
        {
            if (gateway is not null) return null;
            // Without an answer a host of the Internet gets Let's Encrypt by HTTP-01.
            var issuer = OneOf(_isIstioApi ? "private-ca" : null, _isReserved ? "private-ca" : "letsencrypt", "private-ca", "existing", "none");
            var provider = issuer == "letsencrypt" && (_isIstioApi || Chance(2)) ? OneOf("cloudflare", "route53", "azuredns", "clouddns") : null;
            return Map(
                ("issuer", issuer is null ? null : Plain(issuer)),
                ("issuerName", issuer == "existing" ? Plain(OneOf("corp", "Issuer/1e3", "ClusterIssuer/no", "123")) : null),
                ("email", issuer == "letsencrypt" && Chance(2) ? Plain("ops+k8s@acme-corp.com") : null),
                ("challenge", provider is not null ? Plain("dns01") : issuer == "letsencrypt" ? Maybe("http01") : null),
                ("dnsProvider", provider is null ? null : Plain(provider)),
                ("dnsProject", provider == "clouddns" ? Plain(OneOf("acme-dns", "acme-corp.com:acme-dns", "e3e3e3")) : null),
                ("dnsSubscription", provider == "azuredns" ? Plain(OneOf("11111111-2222-3333-4444-555555555555", "0e000000-0000-0000-0000-000000000001")) : null),
                ("dnsResourceGroup", provider == "azuredns" ? Quoted(OneOf("dns", "(1e3)", "no")) : null),
                ("dnsTenant", provider == "azuredns" ? Plain("a1111111-2222-3333-4444-555555555555") : null),
                ("dnsClient", provider == "azuredns" ? Plain("b1111111-2222-3333-4444-555555555555") : null));
        }
    }
}
