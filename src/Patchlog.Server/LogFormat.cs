namespace Patchlog.Server;

/// <summary>What a line of the log looks like.</summary>
enum LogFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>For programs: one JSON object.</summary>
    Json,
}
