namespace Patchlog.Json.Schema;

/// <summary>A published version of JSON Schema. Later ones compare greater.</summary>
public enum SchemaDraft
{
    /// <summary>Draft 4 of January 2013.</summary>
    Draft4,

    /// <summary>Draft 6 of April 2017.</summary>
    Draft6,

    /// <summary>Draft 7 of March 2018.</summary>
    Draft7,

    /// <summary>Draft 2019-09.</summary>
    Draft201909,

    /// <summary>Draft 2020-12.</summary>
    Draft202012,
}
