using System.Globalization;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>The frames of a path (PS3.18 §10.4.1.1.3): numbers from 1 with commas between them, in the order they are wanted.</summary>
internal static class FrameList
{
    /// <summary>More than any path has room for.</summary>
    private const int MaxFrames = 10_000;

    /// <summary>The numbers, or null when it is no such list.</summary>
    // frame *( "," frame )
    public static IReadOnlyList<int>? Parse(string text)
    {
        var frames = new List<int>();
        foreach (var range in text.AsSpan().Split(','))
        {
            var number = text.AsSpan(range).Trim();
            if (frames.Count == MaxFrames ||
                !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var frame))
            {
                return null;
            }

            frames.Add(frame);
        }

        return frames;
    }
}
