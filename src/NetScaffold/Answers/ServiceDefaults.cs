namespace NetScaffold.Answers;

/// <summary>What holds for a service that does not say otherwise: <see cref="ServiceBinder"/> fills it in, <see cref="ServiceShape"/> documents it.</summary>
internal static class ServiceDefaults
{
    public const string Protocol = "TCP";

    public const int Port = 8080;

    /// <summary>The port of PostgreSQL: it also makes postgres the placeholder of a statefulset.</summary>
    public const int StatefulSetPort = 5432;

    public const int Replicas = 2;

    public const int StatefulSetReplicas = 1;

    /// <summary>Per cent of the request.</summary>
    public const int AutoscalingCpu = 70;

    public const int MaxUnavailable = 1;

    public const string Cpu = "100m";

    public const string Memory = "128Mi";

    public const string StorageSize = "10Gi";

    public const string Writable = "/tmp";

    public const string MetricsPath = "/metrics";

    public const string LivePath = "/healthz";

    public const string ReadyPath = "/readyz";

    public const string ExposePath = "/";

    /// <summary>Three times the least number of pods, within what may be answered.</summary>
    public static int AutoscalingMax(int replicas) => (int)Math.Min(replicas * 3L, ServiceShape.Pods.Maximum);
}
