namespace Patchlog.Searching;

/// <summary>What a <see cref="QueryPath"/> leads to.</summary>
public enum QueryPathKind
{
    /// <summary>A value in the body.</summary>
    Body,

    /// <summary>The id, which is also the body's member <c>id</c>.</summary>
    Id,

    /// <summary><c>$version</c>, a number.</summary>
    Version,

    /// <summary><c>$createdAt</c>, a time.</summary>
    CreatedAt,

    /// <summary><c>$updatedAt</c>, a time.</summary>
    UpdatedAt,
}
