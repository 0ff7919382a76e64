using Pacs.Dicom.Dictionary;

namespace Pacs.Imaging.Rendering;

/// <summary>
/// The greyscale transformations (PS3.3 §C.11, PS3.4 §N.2): stored values, modality LUT, VOI LUT or window, polarity. Where an
/// image of more than 8 bits has neither, its least value is black and its greatest white; one of up to 8 bits was made to be seen
/// as it is.
/// </summary>
internal sealed class GreyRendering
{
    private const byte Background = 0;

    private readonly FrameAttributes _frame;
    private readonly StoredSamples _samples;
    private readonly ModalityTransform _modality;
    private readonly PixelPadding? _padding;
    private readonly bool _isInverted;

    public GreyRendering(FrameAttributes frame, StoredSamples samples)
    {
        _frame = frame;
        _samples = samples;
        _modality = ModalityTransform.Of(frame, samples.Format);
        _padding = samples.IsFloat ? null : PixelPadding.Of(frame.Image, samples.Format);

        // Of DX and MG images both say the same, once (PS3.3 §C.8.11.3).
        _isInverted = samples.Format.Photometric == "MONOCHROME1" || frame.Image.GetString(Tags.PresentationLUTShape) == "INVERSE";
    }

    /// <param name="window">In place of what the image says; null for that.</param>
    public Picture Render(VoiWindow? window)
    {
        var picture = new Picture(_samples.Format.Columns, _samples.Format.Rows, isGrey: true);
        var pixels = picture.Pixels;
        var voi = VoiOf(window);
        if (!_samples.AreFew)
        {
            for (var i = 0; i < pixels.Length; i++) pixels[i] = GreyOf(_samples.ValueAt(i), voi);
            return picture;
        }

        var greys = new byte[1 << _samples.Format.BitsStored];
        for (var bits = 0; bits < greys.Length; bits++) greys[bits] = GreyOf(_samples.ValueOf(bits), voi);
        for (var i = 0; i < pixels.Length; i++) pixels[i] = greys[_samples.BitsAt(i)];
        return picture;
    }

    private byte GreyOf(double stored, Func<double, double> voi)
    {
        if (_padding?.Includes(stored) == true) return Background;

        var share = voi(_modality.Apply(stored));
        if (double.IsNaN(share)) return Background;
        return (byte)Math.Round((_isInverted ? 1 - share : share) * byte.MaxValue);
    }

    /// <summary>From what is measured to the share of white: what was asked for, else the image's first window, else its VOI LUT.</summary>
    private Func<double, double> VoiOf(VoiWindow? asked)
    {
        if ((asked ?? OwnWindow()) is { } window) return window.Apply;

        var isSigned = _samples.Format.IsSigned || _modality.Apply(0) < 0;
        if (_frame.Image.GetItems(Tags.VOILUTSequence) is [var item, ..] &&
            LookupTable.Read(item, Tags.LUTDescriptor, Tags.LUTData, isSigned) is { } table)
        {
            double white = (1 << table.Bits) - 1;
            return value => table[value] / white;
        }

        return (IsMadeToBeSeen() ? Whole() : Measured()).Apply;
    }

    private VoiWindow? OwnWindow()
    {
        var holder = _frame.HolderOf(Tags.FrameVOILUTSequence, Tags.WindowCenter);
        if (FrameAttributes.NumberOf(holder, Tags.WindowCenter) is not { } center ||
            FrameAttributes.NumberOf(holder, Tags.WindowWidth) is not { } width)
        {
            return null;
        }

        var function = holder.GetString(Tags.VOILUTFunction)?.Trim() switch
        {
            "SIGMOID" => VoiFunction.Sigmoid,
            "LINEAR_EXACT" => VoiFunction.LinearExact,
            _ => VoiFunction.Linear,
        };
        var window = new VoiWindow(center, width, function);
        return window.IsValid ? window : null;
    }

    private bool IsMadeToBeSeen() =>
        !_samples.IsFloat && _samples.Format.BitsStored <= 8 && _frame.Image.GetString(Tags.SegmentationType) != "LABELMAP";

    /// <summary>All that the samples could be.</summary>
    private VoiWindow Whole()
    {
        var bits = _samples.Format.BitsStored;
        var least = _samples.Format.IsSigned ? -(1 << (bits - 1)) : 0;
        var (one, other) = (_modality.Apply(least), _modality.Apply(least + (1 << bits) - 1));
        return VoiWindow.Over(Math.Min(one, other), Math.Max(one, other));
    }

    /// <summary>All that the frame's samples are.</summary>
    private VoiWindow Measured()
    {
        var (least, greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var stored in DistinctValues())
        {
            var value = _modality.Apply(stored);
            if (!double.IsFinite(value) || _padding?.Includes(stored) == true) continue;

            least = Math.Min(least, value);
            greatest = Math.Max(greatest, value);
        }

        return least <= greatest ? VoiWindow.Over(least, greatest) : VoiWindow.Over(0, 1);
    }

    /// <summary>Every number that a sample is; of few bits each once.</summary>
    private IEnumerable<double> DistinctValues()
    {
        if (!_samples.AreFew)
        {
            for (var i = 0; i < _samples.Count; i++) yield return _samples.ValueAt(i);
            yield break;
        }

        var occurs = new bool[1 << _samples.Format.BitsStored];
        for (var i = 0; i < _samples.Count; i++) occurs[_samples.BitsAt(i)] = true;
        for (var bits = 0; bits < occurs.Length; bits++)
        {
            if (occurs[bits]) yield return _samples.ValueOf(bits);
        }
    }
}
