namespace Patchlog.Json.Schema;

/// <summary>How a schema is compiled. Immutable.</summary>
public sealed record SchemaOptions
{
    /// <summary>Draft 2020-12, formats as annotations, no other documents.</summary>
    public static SchemaOptions Default { get; } = new();

    /// <summary>The draft of schemas that name none by <c>$schema</c>; 2020-12 by default.</summary>
    public SchemaDraft Draft { get; init; } = SchemaDraft.Draft202012;

    /// <summary>
    /// Where the schema comes from: references are relative to it unless <c>$id</c> says otherwise (2020-12 Core
    /// §9.1.1). Empty by default; it may be relative, such as a file's name.
    /// </summary>
    public string BaseUri { get; init; } = "";

    /// <summary>Other documents that references may lead to; none but the metaschemas by default.</summary>
    public SchemaDocuments Documents { get; init; } = SchemaDocuments.None;

    /// <summary>
    /// Whether a wrong <c>format</c> makes a value invalid. Null, the default, leaves it to the schema: only with a
    /// metaschema whose <c>$vocabulary</c> asks for it does <c>format</c> assert anything.
    /// </summary>
    public bool? AssertFormat { get; init; }

    /// <summary>Bounds on compiling, and on validating with what was compiled.</summary>
    public SchemaLimits Limits { get; init; } = SchemaLimits.Default;
}
