namespace Pacs.Index.Tests.Oracle;

/// <summary>The value of a made attribute, or of a key: text, several values between backslashes, or items.</summary>
internal sealed record MadeValue(string Text, params MadeItem[] Items);
