namespace Patchlog.Journal;

/// <summary>A declaration as the database has it.</summary>
/// <param name="Number">Names its keys; never used again for another one.</param>
/// <param name="Declaration">What is unique.</param>
/// <param name="Stage">How far it has come.</param>
/// <param name="IsOfBundle">Whether it is dropped when no bundle in use names it: no operator asked for it.</param>
sealed record StoredDeclaration(long Number, UniqueDeclaration Declaration, UniqueStage Stage, bool IsOfBundle)
{
    /// <summary>Whether appends write its keys.</summary>
    public bool IsMaintained => Stage != UniqueStage.Dropping;

    /// <summary>Whether appends refuse what would be a twin.</summary>
    public bool IsEnforced => Stage is UniqueStage.Checking or UniqueStage.Enforced;

    /// <summary>The declaration of a row.</summary>
    /// <exception cref="InvalidDataException">The row holds none.</exception>
    public static StoredDeclaration Read(long number, string targetName, string paths, string stage, bool isOfBundle) =>
        Enum.TryParse<UniqueStage>(stage, ignoreCase: true, out var parsed)
            ? new(number, UniqueDeclaration.Read(targetName, paths), parsed, isOfBundle)
            : throw new InvalidDataException($"The table unique_declarations has the stage \"{stage}\".");

    /// <summary>The name of a stage in the database.</summary>
    public static string NameOf(UniqueStage stage) => stage switch
    {
        UniqueStage.Building => "building",
        UniqueStage.Checking => "checking",
        UniqueStage.Enforced => "enforced",
        UniqueStage.Dropping => "dropping",
    };
}
