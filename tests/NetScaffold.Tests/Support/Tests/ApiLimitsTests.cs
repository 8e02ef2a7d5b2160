using System.Collections.Immutable;
using Xunit;

namespace NetScaffold.Tests.Support.Tests;

/// <summary>The bite of the limits: each finds the mistake that it is there for.</summary>
public sealed class ApiLimitsTests
{
    private const string Container = "ports: [{name: dns, containerPort: 53, protocol: UDP}, {name: web, containerPort: 80, protocol: TCP}]";

    [Theory]
    [InlineData("matchLabels: {a: 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'}", "matchLabels.a is bbbbbbbb")]
    [InlineData("labels: {a: '-b'}", "labels.a is -b")]
    [InlineData("labels: {a: \"b\\n\"}", "labels.a is b")]
    [InlineData("imagePullSecrets: [{name: a}, {name: b}, {name: a}]", "imagePullSecrets has a twice")]
    [InlineData("volumeMounts: [{mountPath: /tmp}, {mountPath: /tmp}]", "volumeMounts has /tmp twice")]
    [InlineData("volumeMounts: [{mountPath: /tmp/}]", "the mount path /tmp/")]
    [InlineData("volumeMounts: [{mountPath: //}]", "the mount path //")]
    [InlineData("env: [{valueFrom: {secretKeyRef: {name: s, key: ..a}}}]", "the Secret key ..a")]
    [InlineData("to: [{ipBlock: {cidr: '::ffff:1.2.3.4/128'}}]", "the address ::ffff:1.2.3.4 is IPv4-mapped")]
    [InlineData("to: [{ipBlock: {cidr: '::/0', except: ['::ffff:0:0/96']}}]", "the address ::ffff:0:0 is IPv4-mapped")]
    [InlineData("endpoints: [{addresses: ['::ffff:1.2.3.4']}]", "the address ::ffff:1.2.3.4 is IPv4-mapped")]
    [InlineData(Container + ", livenessProbe: {httpGet: {port: dns}}", "livenessProbe asks dns, which is no TCP port")]
    [InlineData(Container + ", readinessProbe: {grpc: {port: 53}}", "readinessProbe asks 53, which is no TCP port")]
    [InlineData(Container + ", startupProbe: {tcpSocket: {port: ftp}}", "startupProbe asks ftp, which is no TCP port")]
    public void ErrorsIn_AMistake_NamesIt(string spec, string expected) => Assert.Contains(expected, Assert.Single(ErrorsIn(spec)), StringComparison.Ordinal);

    [Theory]
    [InlineData("labels: {a: '', b: A-1_b.c}, imagePullSecrets: [{name: a}, {name: b}], volumeMounts: [{mountPath: /tmp}, {mountPath: /tmp/.x}]")]
    [InlineData("to: [{ipBlock: {cidr: '::/0', except: [fd00::/8]}}], env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: .a}}}, {name: B}]")]
    [InlineData(Container + ", livenessProbe: {httpGet: {port: web}}, readinessProbe: {grpc: {port: 80}}, startupProbe: {exec: {command: [a]}}")]
    public void ErrorsIn_WhatAClusterTakes_NothingIsFound(string spec) => Assert.Empty(ErrorsIn(spec));

    private static ImmutableArray<string> ErrorsIn(string spec) =>
        ApiLimits.ErrorsIn(KubeObject.ParseAll($"apiVersion: v1\nkind: Test\nmetadata: {{name: a}}\nspec: {{{spec}}}\n"));
}
