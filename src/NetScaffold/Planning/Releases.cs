namespace NetScaffold.Planning;

/// <summary>Versions of what a bundle needs beside itself, as of 2026-08-22. Source: the projects' releases and support tables.</summary>
internal static class Releases
{
    /// <summary>Standard channel; Envoy Gateway 1.9 reads kinds that came with 1.6.</summary>
    public const string GatewayApi = "1.6.1";

    /// <summary>Tested on Kubernetes 1.33 to 1.36; supported until 2027-02-14.</summary>
    public const string EnvoyGateway = "1.9.0";

    /// <summary>Tested on Kubernetes 1.33 to 1.36.</summary>
    public const string CertManager = "1.21.1";

    /// <summary>Chart 3.13.1 holds it.</summary>
    public const string MetricsServer = "0.8.1";

    /// <summary>kube-prometheus-stack 88.5.3 holds it.</summary>
    public const string PrometheusOperator = "0.93.1";
}
