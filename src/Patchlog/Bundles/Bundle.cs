using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Patchlog.Bundles;

/// <summary>
/// What a domain has injected, compiled: immutable, and named by the digest of its content. One decision takes one
/// bundle, from its first check to its last. Safe to share between threads.
/// </summary>
public sealed class Bundle
{
    readonly FrozenDictionary<TargetName, AggregateDefinition> _types;
    readonly FrozenDictionary<string, ProcessDefinition> _processes;

    internal Bundle(
        BundleFiles? files, IEnumerable<AggregateDefinition> types, IEnumerable<ProcessDefinition> processes)
    {
        (Files, Digest) = (files, files?.Digest);
        _types = types.ToFrozenDictionary(type => type.Name);
        _processes = processes.ToFrozenDictionary(process => process.Name, StringComparer.Ordinal);
    }

    /// <summary>The bundle of a server into which nothing was injected: plain documents.</summary>
    public static Bundle Empty { get; } = new(files: null, [], []);

    /// <summary>Names the bundle in every event that it judged; null for <see cref="Empty"/>.</summary>
    public string? Digest { get; }

    /// <summary>What it was compiled from; null for <see cref="Empty"/>.</summary>
    public BundleFiles? Files { get; }

    /// <summary>The rules that judge commands for aggregates of every type; null without any.</summary>
    public RuleFile? Rules { get; internal init; }

    /// <summary>The types that the bundle says something about, in ordinal order of their names.</summary>
    public ImmutableArray<AggregateDefinition> Types =>
        [.. _types.Values.OrderBy(type => type.Name.Value, StringComparer.Ordinal)];

    /// <summary>Its processes, in ordinal order of their names.</summary>
    public ImmutableArray<ProcessDefinition> Processes =>
        [.. _processes.Values.OrderBy(process => process.Name, StringComparer.Ordinal)];

    /// <summary>What the bundle says about a type; null if it says nothing.</summary>
    public AggregateDefinition? Find(TargetName name) => _types.GetValueOrDefault(name);

    /// <summary>A process of the bundle; null if there is none of the name.</summary>
    public ProcessDefinition? FindProcess(string name) => _processes.GetValueOrDefault(name);
}
