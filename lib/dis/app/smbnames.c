/* SMB 2: the names of its numbers. */
#include "dis/app/smb.h"

const struct sn_val sn_smb2_commands[] = {
    {0, "Negotiate Protocol"},
    {1, "Session Setup"},
    {2, "Session Logoff"},
    {3, "Tree Connect"},
    {4, "Tree Disconnect"},
    {5, "Create"},
    {6, "Close"},
    {7, "Flush"},
    {8, "Read"},
    {9, "Write"},
    {10, "Lock"},
    {11, "Ioctl"},
    {12, "Cancel"},
    {13, "KeepAlive"},
    {14, "Find"},
    {15, "Notify"},
    {16, "GetInfo"},
    {17, "SetInfo"},
    {18, "Break"},
    {0, NULL},
};

/* The more frequent of MS-ERREF's. */
const struct sn_val sn_smb2_statuses[] = {
    {0, "STATUS_SUCCESS"},
    {0x103, "STATUS_PENDING"},
    {0x80000005, "STATUS_BUFFER_OVERFLOW"},
    {0x80000006, "STATUS_NO_MORE_FILES"},
    {0xc0000001, "STATUS_UNSUCCESSFUL"},
    {0xc0000002, "STATUS_NOT_IMPLEMENTED"},
    {0xc000000d, "STATUS_INVALID_PARAMETER"},
    {0xc000000f, "STATUS_NO_SUCH_FILE"},
    {0xc0000010, "STATUS_INVALID_DEVICE_REQUEST"},
    {0xc0000011, "STATUS_END_OF_FILE"},
    {0xc0000016, "STATUS_MORE_PROCESSING_REQUIRED"},
    {0xc0000022, "STATUS_ACCESS_DENIED"},
    {0xc0000023, "STATUS_BUFFER_TOO_SMALL"},
    {0xc0000034, "STATUS_OBJECT_NAME_NOT_FOUND"},
    {0xc0000035, "STATUS_OBJECT_NAME_COLLISION"},
    {0xc000003a, "STATUS_OBJECT_PATH_NOT_FOUND"},
    {0xc0000043, "STATUS_SHARING_VIOLATION"},
    {0xc000006a, "STATUS_WRONG_PASSWORD"},
    {0xc000006d, "STATUS_LOGON_FAILURE"},
    {0xc000006e, "STATUS_ACCOUNT_RESTRICTION"},
    {0xc0000071, "STATUS_PASSWORD_EXPIRED"},
    {0xc0000072, "STATUS_ACCOUNT_DISABLED"},
    {0xc00000bb, "STATUS_NOT_SUPPORTED"},
    {0xc00000c9, "STATUS_NETWORK_NAME_DELETED"},
    {0xc00000cc, "STATUS_BAD_NETWORK_NAME"},
    {0xc0000120, "STATUS_CANCELLED"},
    {0xc0000128, "STATUS_FILE_CLOSED"},
    {0xc0000203, "STATUS_USER_SESSION_DELETED"},
    {0xc0000225, "STATUS_NOT_FOUND"},
    {0xc000035c, "STATUS_NETWORK_SESSION_EXPIRED"},
    {0, NULL},
};

const struct sn_val sn_smb2_dialects[] = {{0x202, "SMB 2.0.2"},
                                          {0x210, "SMB 2.1"},
                                          {0x2ff, "SMB2 wildcard"},
                                          {0x300, "SMB 3.0"},
                                          {0x302, "SMB 3.0.2"},
                                          {0x311, "SMB 3.1.1"},
                                          {0, NULL}};
const struct sn_val sn_smb2_shares[] = {
    {1, "Physical disk"}, {2, "Named pipe"}, {3, "Printer"}, {0, NULL}};

const struct sn_val sn_smb2_contexts[] = {{0x1, "SMB2_PREAUTH_INTEGRITY_CAPABILITIES"},
                                          {0x2, "SMB2_ENCRYPTION_CAPABILITIES"},
                                          {0x3, "SMB2_COMPRESSION_CAPABILITIES"},
                                          {0x5, "SMB2_NETNAME_NEGOTIATE_CONTEXT_ID"},
                                          {0x6, "SMB2_TRANSPORT_CAPABILITIES"},
                                          {0x7, "SMB2_RDMA_TRANSFORM_CAPABILITIES"},
                                          {0x8, "SMB2_SIGNING_CAPABILITIES"},
                                          {0x100, "SMB2_POSIX_EXTENSIONS_CAPABILITIES"},
                                          {0, NULL}};

const struct sn_val sn_smb2_oplocks[] = {{0x0, "No oplock"},        {0x1, "Level2 oplock"},
                                         {0x8, "Exclusive oplock"}, {0x9, "Batch oplock"},
                                         {0xff, "Lease"},           {0, NULL}};

const struct sn_val sn_smb2_impersonations[] = {
    {0, "Anonymous"}, {1, "Identification"}, {2, "Impersonation"}, {3, "Delegation"}, {0, NULL}};

const struct sn_val sn_smb2_dispositions[] = {
    {0, "Supersede"}, {1, "Open"},         {2, "Create"}, {3, "Open If"},
    {4, "Overwrite"}, {5, "Overwrite If"}, {0, NULL}};

const struct sn_val sn_smb2_actions[] = {
    {0, "No action taken?"},
    {1, "The file existed and was opened"},
    {2, "The file did not exist but was created"},
    {3, "The file existed and was truncated"},
    {32769, "The file existed and was opened, and an OpLock was granted"},
    {32770, "The file did not exist but was created, and an OpLock was granted"},
    {32771, "The file existed and was truncated, and an OpLock was granted"},
    {0, NULL}};

const struct sn_val sn_smb2_find_levels[] = {{1, "SMB2_FIND_DIRECTORY_INFO"},
                                             {2, "SMB2_FIND_FULL_DIRECTORY_INFO"},
                                             {3, "SMB2_FIND_BOTH_DIRECTORY_INFO"},
                                             {4, "SMB2_FIND_INDEX_SPECIFIED"},
                                             {12, "SMB2_FIND_NAME_INFO"},
                                             {37, "SMB2_FIND_ID_BOTH_DIRECTORY_INFO"},
                                             {38, "SMB2_FIND_ID_FULL_DIRECTORY_INFO"},
                                             {100, "SMB2_FIND_POSIX_INFO"},
                                             {0, NULL}};

const struct sn_val sn_smb2_classes[] = {
    {0x1, "FILE_INFO"}, {0x2, "FS_INFO"}, {0x3, "SEC_INFO"}, {0x4, "QUOTA_INFO"}, {0, NULL}};

const struct sn_val sn_smb2_file_levels[] = {{4, "SMB2_FILE_BASIC_INFO"},
                                             {5, "SMB2_FILE_STANDARD_INFO"},
                                             {6, "SMB2_FILE_INTERNAL_INFO"},
                                             {7, "SMB2_FILE_EA_INFO"},
                                             {8, "SMB2_FILE_ACCESS_INFO"},
                                             {10, "SMB2_FILE_RENAME_INFO"},
                                             {13, "SMB2_FILE_DISPOSITION_INFO"},
                                             {14, "SMB2_FILE_POSITION_INFO"},
                                             {15, "SMB2_FILE_FULL_EA_INFO"},
                                             {16, "SMB2_FILE_MODE_INFO"},
                                             {17, "SMB2_FILE_ALIGNMENT_INFO"},
                                             {18, "SMB2_FILE_ALL_INFO"},
                                             {19, "SMB2_FILE_ALLOCATION_INFO"},
                                             {20, "SMB2_FILE_ENDOFFILE_INFO"},
                                             {21, "SMB2_FILE_ALTERNATE_NAME_INFO"},
                                             {22, "SMB2_FILE_STREAM_INFO"},
                                             {23, "SMB2_FILE_PIPE_INFO"},
                                             {28, "SMB2_FILE_COMPRESSION_INFO"},
                                             {34, "SMB2_FILE_NETWORK_OPEN_INFO"},
                                             {35, "SMB2_FILE_ATTRIBUTE_TAG_INFO"},
                                             {48, "SMB2_FILE_NORMALIZED_NAME_INFO"},
                                             {100, "SMB2_FILE_POSIX_INFO"},
                                             {0, NULL}};

const struct sn_val sn_smb2_fs_levels[] = {
    {1, "FileFsVolumeInformation"},      {2, "FileFsLabelInformation"},
    {3, "FileFsSizeInformation"},        {4, "FileFsDeviceInformation"},
    {5, "FileFsAttributeInformation"},   {6, "FileFsControlInformation"},
    {7, "FileFsFullSizeInformation"},    {8, "FileFsObjectIdInformation"},
    {9, "FileFsDriverPathInformation"},  {10, "FileFsVolumeFlagsInformation"},
    {11, "FileFsSectorSizeInformation"}, {0, NULL}};
