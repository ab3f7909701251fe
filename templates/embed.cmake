# Turns files of the source tree into C++: texts, migrations and pages travel inside the program, so that an
# installation is one file. Run at build time by `cmake -P`; the including CMakeLists calls the two functions.
if(CMAKE_SCRIPT_MODE_FILE AND MODE STREQUAL "embed")
    string(REGEX MATCH "^(.*)::([a-z_]+)$" _ "${SYMBOL}")
    set(out "// Made by templates/embed.cmake.\n#include \"templates/embedded.hpp\"\n\nnamespace ${CMAKE_MATCH_1} {\n\nextern const ::fingertip::templates::EmbeddedFiles ${CMAKE_MATCH_2};\nstatic constexpr ::fingertip::templates::EmbeddedFile files[] = {\n")
    file(STRINGS ${LIST} files)
    foreach(file IN LISTS files)
        file(RELATIVE_PATH name ${SOURCE} ${file})
        file(READ ${file} text)
        string(APPEND out "    {\"${name}\", R\"~~emb~~(${text})~~emb~~\"},\n")
    endforeach()
    string(APPEND out "    {\"\", \"\"},\n};\nconst ::fingertip::templates::EmbeddedFiles ${CMAKE_MATCH_2}{files, sizeof files / sizeof *files - 1};\n\n} // namespace ${CMAKE_MATCH_1}\n")
    file(WRITE ${OUTPUT} "${out}")
    return()
endif()
if(CMAKE_SCRIPT_MODE_FILE AND MODE STREQUAL "ids")
    file(STRINGS ${LIST} files)
    set(keys)
    foreach(file IN LISTS files)
        file(STRINGS ${file} lines ENCODING UTF-8 REGEX "^[a-z][a-z0-9_]* *=")
        foreach(line IN LISTS lines)
            string(REGEX MATCH "^[a-z][a-z0-9_]*" key "${line}")
            list(APPEND keys ${key})
        endforeach()
    endforeach()
    list(SORT keys)
    set(out "// Made by templates/embed.cmake from templates/zh-CN.\n#pragma once\n\nnamespace fingertip::templates {\n\n/// Every text a user can read, by its id in templates/zh-CN/*.toml.\nenum class Text : unsigned short {\n")
    set(names "")
    foreach(key IN LISTS keys)
        string(APPEND out "    ${key},\n")
        string(APPEND names "    \"${key}\",\n")
    endforeach()
    string(APPEND out "};\n\ninline constexpr const char* text_names[] = {\n${names}};\n\n} // namespace fingertip::templates\n")
    file(WRITE ${OUTPUT}.new "${out}")
    configure_file(${OUTPUT}.new ${OUTPUT} COPYONLY)
    return()
endif()

set(FINGERTIP_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

# fingertip_embed(OUTPUT name::space::symbol FILES...): defines `const EmbeddedFiles symbol` (templates/embedded.hpp).
function(fingertip_embed output symbol)
    string(REPLACE ";" "\n" list "${ARGN}")
    file(CONFIGURE OUTPUT ${output}.list CONTENT "${list}\n" @ONLY)
    add_custom_command(OUTPUT ${output}
        COMMAND ${CMAKE_COMMAND} -DMODE=embed -DSYMBOL=${symbol} -DLIST=${output}.list -DOUTPUT=${output}
            -DSOURCE=${CMAKE_SOURCE_DIR} -P ${FINGERTIP_EMBED_SCRIPT}
        DEPENDS ${ARGN} ${output}.list ${FINGERTIP_EMBED_SCRIPT} VERBATIM)
endfunction()

# fingertip_text_ids(OUTPUT): the enumeration of all text ids, made at configure time and again when a text changes.
function(fingertip_text_ids output)
    file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/templates/zh-CN/*.toml)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})
    string(REPLACE ";" "\n" list "${files}")
    file(CONFIGURE OUTPUT ${output}.list CONTENT "${list}\n" @ONLY)
    execute_process(COMMAND ${CMAKE_COMMAND} -DMODE=ids -DLIST=${output}.list -DOUTPUT=${output}
        -P ${FINGERTIP_EMBED_SCRIPT} COMMAND_ERROR_IS_FATAL ANY)
endfunction()
