using System.Collections;
using System.Runtime.CompilerServices;

namespace Pacs.Dicom.DataSets;

/// <summary>
/// An unchanging set of tags in ascending order, made once and asked often: <c>TagSet keys = [a, b];</c>
/// </summary>
[CollectionBuilder(typeof(TagSet), nameof(Of))]
public sealed class TagSet : IReadOnlyCollection<Tag>
{
    private readonly uint[] _values;

    private TagSet(uint[] values) => _values = values;

    public int Count => _values.Length;

    public static TagSet Of(params ReadOnlySpan<Tag> tags)
    {
        var values = new SortedSet<uint>();
        foreach (var tag in tags) values.Add(tag.Value);
        return new TagSet([.. values]);
    }

    public bool Contains(Tag tag) => Array.BinarySearch(_values, tag.Value) >= 0;

    public IEnumerator<Tag> GetEnumerator() => _values.Select(value => new Tag(value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>
    /// The same as <see cref="Contains(Tag)"/>, in one step when the tags asked for ascend as they do in a data set.
    /// </summary>
    /// <param name="tag">The tag asked for.</param>
    /// <param name="cursor">Where the last question ended; 0 at first.</param>
    internal bool Contains(Tag tag, ref int cursor)
    {
        var values = _values;
        var value = tag.Value;
        if (cursor > 0 && values[cursor - 1] >= value) return Contains(tag);

        while ((uint)cursor < (uint)values.Length && values[cursor] < value) cursor++;
        return (uint)cursor < (uint)values.Length && values[cursor] == value;
    }
}
