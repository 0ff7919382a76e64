namespace Pacs.Network.Messages;

/// <summary>
/// How far a C-MOVE or C-GET is (PS3.7 §9.1.3 and §9.1.4). Remaining is absent from a final response.
/// </summary>
public readonly record struct SubOperations(ushort? Remaining, ushort? Completed, ushort? Failed, ushort? Warning)
{
    internal static SubOperations Read(ref CommandSetReader reader) => new(
        reader.UInt16(CommandElement.NumberOfRemainingSuboperations),
        reader.UInt16(CommandElement.NumberOfCompletedSuboperations),
        reader.UInt16(CommandElement.NumberOfFailedSuboperations),
        reader.UInt16(CommandElement.NumberOfWarningSuboperations));
}
