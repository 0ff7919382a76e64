namespace Pacs.Index.Tests.Oracle;

/// <summary>An attribute of the made archive: the values it has, and the keys it is asked for by.</summary>
/// <param name="Level">Its level; of one that is not indexed, the image's.</param>
/// <param name="Tag">The attribute.</param>
/// <param name="Values">Values as they come; the empty one leaves it out, or empty.</param>
/// <param name="Keys">What is asked for.</param>
internal sealed record VocabularyEntry(QueryLevel Level, Tag Tag, MadeValue[] Values, MadeValue[] Keys)
{
    public bool IsIndexed { get; init; } = true;

    public Vr Vr => Vocabulary.VrOf(Tag);
}
