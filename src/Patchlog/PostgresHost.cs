namespace Patchlog;

/// <summary>A server of PostgreSQL. Immutable.</summary>
/// <param name="Name">
/// Its name or address; that of IPv6 in brackets. A path is the folder of a Unix-domain socket.
/// </param>
/// <param name="Port">Its TCP port, or the number in the name of the socket.</param>
public readonly record struct PostgresHost(string Name, int Port)
{
    /// <summary>The port of a server whose address names none.</summary>
    public const int DefaultPort = 5432;

    /// <summary>True if it is reached by a Unix-domain socket.</summary>
    public bool IsSocket => Name.StartsWith('/');

    /// <summary>As addresses have it, such as <c>db.example.org:5432</c>.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name}:{Port}");
}
