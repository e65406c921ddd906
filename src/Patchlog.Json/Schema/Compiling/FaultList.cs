using System.Collections.Immutable;
using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema.Compiling;

/// <summary>The faults found so far, bounded in number.</summary>
sealed class FaultList(int max)
{
    readonly List<SchemaFault> _faults = [];

    public bool IsEmpty => _faults.Count == 0;

    /// <summary>Whether nothing more would be told: what works for faults only may stop.</summary>
    public bool IsFull => _faults.Count >= Math.Max(1, max);

    public ImmutableArray<SchemaFault> ToImmutable() => [.. _faults];

    public void Add(string code, SchemaDocument document, string pointer, string detail)
    {
        var fault = new SchemaFault(code, document.Uri, pointer, detail);
        if (!IsFull && !_faults.Contains(fault))
            _faults.Add(fault);
    }

    /// <summary>Adds a fault at a keyword of a schema.</summary>
    public void Add(string code, SchemaSite site, string keyword, string detail) =>
        Add(code, site.Resource.Document, site.Pointer + JsonPointer.Escape(keyword), detail);
}
