namespace NetScaffold.Planning;

/// <summary>What serves the page in place of errors where the gateway's controller has no words for it.</summary>
internal static class ErrorPageServer
{
    /// <summary>Where it listens.</summary>
    public const int Port = 8080;

    /// <summary>nginx that runs as any user, uid 101, on port 8080; it writes to /tmp alone. Source: nginx/docker-nginx-unprivileged, stable branch, of 2026-07-15.</summary>
    public const string Image = "docker.io/nginxinc/nginx-unprivileged:1.30.4-alpine-slim";
}
