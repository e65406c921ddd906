namespace Patchlog.Searching;

/// <summary>A document that a query found.</summary>
/// <param name="Id">The document's id.</param>
/// <param name="State">The document's state.</param>
public readonly record struct FoundDocument(AggregateId Id, AggregateState State);
