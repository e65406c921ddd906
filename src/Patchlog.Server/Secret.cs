using Patchlog.Bundles.GitHub;

namespace Patchlog.Server;

/// <summary>
/// A secret of the environment, or of a file that is read whenever the secret is used: so it can be renewed while the
/// server runs. Immutable.
/// </summary>
sealed class Secret
{
    readonly string _name;
    readonly string? _value;
    readonly string? _path;

    Secret(string name, string? value, string? path) => (_name, _value, _path) = (name, value, path);

    /// <summary>
    /// The secret of a name, or of a file that the name with <c>_FILE</c> has; null if there is neither.
    /// </summary>
    /// <param name="name">The name of the setting.</param>
    /// <param name="find">Finds a setting.</param>
    /// <exception cref="FormatException">There are both.</exception>
    public static Secret? Find(string name, Func<string, string?> find) => (find(name), find($"{name}_FILE")) switch
    {
        (null, null) => null,
        (not null, not null) =>
            throw new FormatException($"{name} and {name}_FILE are both set; one of them is enough."),
        var (value, path) => new(name, value, path),
    };

    /// <summary>What it is now, without white space at its ends.</summary>
    /// <exception cref="IOException">The file can't be read; the message has nothing of its content.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public string Read()
    {
        if (_path is null)
            return _value?.Trim() ?? "";

        using var reader = new StreamReader(_path);
        var characters = new char[GitHubLimits.MaxTokenLength + 1];
        var count = reader.ReadBlock(characters);

        return count < characters.Length
            ? new string(characters, 0, count).Trim()
            : throw new IOException($"{_path} is too long for {_name}.");
    }

    /// <summary>Its name: what it is must not get into a message.</summary>
    public override string ToString() => _name;
}
