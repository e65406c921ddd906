using Patchlog.Json;

namespace Patchlog.Benchmarks;

/// <summary>The document of about 1 KB that all benchmarks work on, and its patch of three operations.</summary>
sealed class Order
{
    public Order()
    {
        Document = Read("order.json");
        DocumentText = Document.ToUtf8Bytes();
        PatchText = Read("order.patch.json").ToUtf8Bytes();
        Patch = ReadPatch();
        Patched = Apply(Document);
    }

    public JsonValue Document { get; }

    public JsonValue Patched { get; }

    public JsonPatch Patch { get; }

    public byte[] DocumentText { get; }

    public byte[] PatchText { get; }

    public JsonPatch ReadPatch() =>
        JsonPatch.TryRead(JsonValue.Parse(PatchText), PatchLimits.Default, out var patch, out var fault)
            ? patch
            : throw new JsonFaultException(fault);

    public JsonValue Apply(JsonValue document) => Apply(Patch, document);

    public byte[] ParseApplyWrite() => Apply(ReadPatch(), JsonValue.Parse(DocumentText)).ToUtf8Bytes();

    static JsonValue Apply(JsonPatch patch, JsonValue document) =>
        patch.TryApply(document, PatchLimits.Default, out var result, out var fault)
            ? result
            : throw new JsonFaultException(fault);

    static JsonValue Read(string name) =>
        JsonValue.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "documents", name)));
}
