namespace Pacs.LoadClient.Limits;

/// <summary>Keeps one object after the other, in whatever way is measured. One per association.</summary>
internal interface IObjectWriter
{
    /// <summary>Takes a piece of the object; its memory is aligned, and may be written up to the next multiple of 512.</summary>
    void Write(Memory<byte> piece);

    /// <summary>Returns when the object is durable.</summary>
    void Complete();
}
