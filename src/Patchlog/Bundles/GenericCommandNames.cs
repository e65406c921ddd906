namespace Patchlog.Bundles;

/// <summary>The generic commands that a handler may decide in place of the server, as its file is called.</summary>
static class GenericCommandNames
{
    /// <summary>The generic command of a name; false if it is that of a custom one.</summary>
    public static bool TryParse(string name, out CommandType type)
    {
        CommandType? found = name switch
        {
            "create" => CommandType.Create,
            "put" => CommandType.Put,
            "patch" => CommandType.Patch,
            "delete" => CommandType.Delete,
            _ => null,
        };
        type = found.GetValueOrDefault();

        return found is not null;
    }
}
