using System.Runtime.InteropServices;
using Xunit;

namespace NetScaffold.Tests.Files;

/// <summary>Runs code without root's right to read and write everything, also when the tests run as root.</summary>
/// <remarks>setfsuid(2) changes one thread alone and takes its file capabilities away; the thread ends with the code.</remarks>
internal static partial class Unprivileged
{
    private const uint Nobody = 65534;

    public static T Run<T>(Func<T> code)
        where T : class
    {
        T? result = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                if (Environment.IsPrivilegedProcess) BecomeNobody();
                result = code();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw new InvalidOperationException("Failed without privileges.", failure);
    }

    private static void BecomeNobody()
    {
        _ = SetFileSystemUser(Nobody);
        // The call reports no error but the previous user: ask again, changing nothing.
        Assert.Equal((int)Nobody, SetFileSystemUser(uint.MaxValue));
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileSystemUser(uint user);
}
