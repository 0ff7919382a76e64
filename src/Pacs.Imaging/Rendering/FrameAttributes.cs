using System.Globalization;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Imaging.Rendering;

/// <summary>What an image says of one of its frames: in the functional groups of it or of all (PS3.3 §C.7.6.16), or else of itself.</summary>
internal sealed class FrameAttributes(DataSet image, int frame)
{
    public DataSet Image => image;

    public int Frame => frame;

    /// <summary>The first item of a functional group's sequence, the frame's own before that of all frames; null when there is none.</summary>
    public DataSet? Group(Tag sequence)
    {
        var own = image.GetItems(Tags.PerFrameFunctionalGroupsSequence);
        if (frame < own.Count && own[frame].GetItems(sequence) is [var first, ..]) return first;

        return image.GetItems(Tags.SharedFunctionalGroupsSequence) is [var shared, ..] && shared.GetItems(sequence) is [var common, ..]
            ? common
            : null;
    }

    /// <summary>The functional group, or the image itself, whichever has the attribute.</summary>
    public DataSet HolderOf(Tag sequence, Tag attribute) =>
        Group(sequence) is { } group && group.Contains(attribute) ? group : image;

    /// <summary>A value as bytes, little endian; none when it is absent.</summary>
    public static ReadOnlySpan<byte> BytesOf(DataSet holder, Tag tag) => (holder.Find(tag)?.Value ?? default).Span;

    /// <summary>A value of DS or IS; null when it is absent or no number.</summary>
    public static double? NumberOf(DataSet holder, Tag tag, int index = 0) =>
        holder.GetStrings(tag) is { } values && index < values.Count &&
        double.TryParse(values[index], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;
}
