using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pacs.Imaging.Workers;

/// <summary>Memory that is a file to whoever wants one. Nobody has to remove it: it is gone with the last process that has it open.</summary>
internal static class AnonymousFile
{
    /// <exception cref="IOException">The kernel gives none.</exception>
    public static SafeFileHandle Create()
    {
        var descriptor = LibC.CreateMemory("pacs-frames", LibC.CloseOnExecAndSealable);
        return descriptor < 0 ? throw Failed() : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Under which name another process of the same user opens it.</summary>
    public static string PathOf(SafeFileHandle file) => $"/proc/{Environment.ProcessId}/fd/{file.DangerousGetHandle()}";

    /// <summary>What the last call into the kernel came to.</summary>
    public static IOException Failed() => new($"There is no memory to share: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
}
