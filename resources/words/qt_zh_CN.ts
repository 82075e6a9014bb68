<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<!-- What Qt's own Chinese leaves in English, or calls by another word than this program does.
     After a change: pyside6-lrelease resources/words/qt_zh_CN.ts -->
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>QAbstractFileIconProvider</name>
    <message><source>Folder</source><comment>All other platforms</comment><translation>文件夹</translation></message>
    <message><source>%1 File</source><comment>%1 is a file name suffix, for example txt</comment><translation>%1 文件</translation></message>
    <message><source>File</source><translation>文件</translation></message>
    <message><source>Drive</source><translation>磁盘</translation></message>
</context>
<context>
    <name>QFileDialog</name>
    <message><source>Directory:</source><translation>文件夹：</translation></message>
    <message><source>Directories</source><translation>文件夹</translation></message>
    <message><source>Parent Directory</source><translation>上一级文件夹</translation></message>
    <message><source>Go to the parent directory</source><translation>到上一级文件夹</translation></message>
    <message><source>Find Directory</source><translation>查找文件夹</translation></message>
    <message><source>Could not delete directory.</source><translation>无法删除文件夹。</translation></message>
    <message><source>%1
Directory not found.
Please verify the correct directory name was given.</source><translation>%1
没有找到这个文件夹。
请检查文件夹名是否正确。</translation></message>
</context>
<context>
    <name>QFileSystemModel</name>
    <message><source>Size</source><translation>大小</translation></message>
</context>
<context>
    <name>QLineEdit</name>
    <message><source>&amp;Undo</source><translation>撤销(&amp;U)</translation></message>
</context>
<context>
    <name>QWidgetTextControl</name>
    <message><source>&amp;Undo</source><translation>撤销(&amp;U)</translation></message>
</context>
<context>
    <name>QShortcut</name>
    <message><source>Up</source><translation>↑</translation></message>
    <message><source>Down</source><translation>↓</translation></message>
    <message><source>Left</source><translation>←</translation></message>
    <message><source>Right</source><translation>→</translation></message>
</context>
</TS>
