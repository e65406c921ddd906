namespace Patchlog.Journal;

/// <summary>One step from the tables of an older version to those of a newer one.</summary>
/// <param name="Number">1, 2, 3 … without gaps.</param>
/// <param name="Name">The name of the file, which begins with the number.</param>
/// <param name="Text">The statements.</param>
readonly record struct Migration(int Number, string Name, string Text);
