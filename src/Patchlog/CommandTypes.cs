namespace Patchlog;

/// <summary>The names of <see cref="CommandType"/>.</summary>
static class CommandTypes
{
    /// <summary>The name of a type, as an envelope has it; <c>put</c> for what has no envelope.</summary>
    public static string ToName(this CommandType type) => type switch
    {
        CommandType.Create => "create",
        CommandType.Put => "put",
        CommandType.Patch => "patch",
        CommandType.Delete => "delete",
        CommandType.Logic => "logic",
        CommandType.Orchestration => "orchestration",
    };

    /// <summary>The type of a name; false if there is none.</summary>
    public static bool TryParse(string name, out CommandType type)
    {
        CommandType? found = name switch
        {
            "create" => CommandType.Create,
            "put" => CommandType.Put,
            "patch" => CommandType.Patch,
            "delete" => CommandType.Delete,
            "logic" => CommandType.Logic,
            "orchestration" => CommandType.Orchestration,
            _ => null,
        };
        type = found.GetValueOrDefault();

        return found is not null;
    }
}
