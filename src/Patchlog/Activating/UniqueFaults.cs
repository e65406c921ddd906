using Patchlog.Journal;

namespace Patchlog.Activating;

/// <summary>Why something that a bundle names as unique is not, in words.</summary>
static class UniqueFaults
{
    /// <summary>Documents share a value: their tenant is told which.</summary>
    public static ActivationFault Of(UniqueDeclaration declaration, UniqueTwins twins)
    {
        var summary = $"{PlaceOf(declaration)} can't be unique: there are documents with the same value. The log names "
            + "them, and so does patchlog check --against.";

        return new(summary)
        {
            Tenant = twins.Tenant,
            Detail = $"{summary} In tenant {twins.Tenant}, {twins.Count} documents have the same value, such as "
                + $"{string.Join(", ", twins.Ids)}.",
        };
    }

    /// <summary>There are too many declarations, or others change this one all the time.</summary>
    public static ActivationFault Of(UniqueDeclaration declaration, InvalidDataException refusal) =>
        new($"{PlaceOf(declaration)}: {refusal.Message}");

    /// <summary>Somebody has dropped it, or this server was away for so long that others did.</summary>
    public static ActivationFault Missing(UniqueDeclaration declaration) =>
        new($"{PlaceOf(declaration)} is not unique at the moment: its keys are being built.");

    /// <summary>Something else is in the way.</summary>
    public static ActivationFault Failed(UniqueDeclaration declaration) =>
        new($"{PlaceOf(declaration)} can't be declared unique; the log says why.");

    static string PlaceOf(UniqueDeclaration declaration) =>
        $"schemas/{declaration.TargetName}.json: {string.Join(" with ", declaration.Paths)}";
}
