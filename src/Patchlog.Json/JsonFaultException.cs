namespace Patchlog.Json;

/// <summary>
/// A text was refused where the caller had promised a good one: see <see cref="JsonValue.Parse(string, JsonLimits?)"/>.
/// </summary>
public sealed class JsonFaultException : Exception
{
    /// <summary>Wraps the fault; its detail becomes the message.</summary>
    public JsonFaultException(JsonFault fault)
        : base(fault?.Detail)
    {
        ArgumentNullException.ThrowIfNull(fault);
        Fault = fault;
    }

    /// <summary>What is wrong and where.</summary>
    public JsonFault Fault { get; }
}
