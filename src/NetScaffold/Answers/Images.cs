namespace NetScaffold.Answers;

/// <summary>Images that a bundle names by itself, each pinned. As of 2026-08-22; sources: the projects' Dockerfiles and official image lists.</summary>
public static class Images
{
    /// <summary>podinfo; runs as uid 100, HTTP by <c>--port</c>, metrics by <c>--port-metrics</c>, gRPC by <c>--grpc-port</c>; probes <c>/healthz</c> and <c>/readyz</c>. As of 2026-07-22.</summary>
    public const string Podinfo = "ghcr.io/stefanprodan/podinfo:6.14.1";

    /// <summary>The uid of podinfo.</summary>
    public const int PodinfoUser = 100;

    /// <summary>PostgreSQL 18, Debian variant; may start as 999; its volume belongs at <c>/var/lib/postgresql</c>. As of 2026-08-13.</summary>
    public const string Postgres = "docker.io/library/postgres:18.6-trixie";

    /// <summary>The uid and gid of the Debian variants of postgres.</summary>
    public const int PostgresUser = 999;

    /// <summary>A shell with the tools of every system; runs as root. As of 2026-08-21.</summary>
    public const string Busybox = "docker.io/library/busybox:1.37.0";

    /// <summary>Keeps a pod open and does nothing else; runs as uid 65535, writes nothing. As of 2026-08.</summary>
    public const string Pause = "registry.k8s.io/pause:3.10.1";

    /// <summary>The uid and gid of pause.</summary>
    public const int PauseUser = 65535;

    /// <summary>
    /// Kubernetes' own test image, by Alpine: <c>/agnhost connect</c> says whether a TCP port can be reached (nothing, TIMEOUT, REFUSED or DNS); also dig, curl, nc, ss and a shell.
    /// Runs as any uid and writes nothing. As of 2026-08.
    /// </summary>
    public const string Agnhost = "registry.k8s.io/e2e-test-images/agnhost:2.61";

    /// <summary>The uid and gid that it runs as here.</summary>
    public const int AgnhostUser = 65532;

    /// <summary>The non-root user of the .NET images.</summary>
    public const int DotnetUser = 1654;
}
